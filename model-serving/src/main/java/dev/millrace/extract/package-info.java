/**
 * Fields found by pattern and validated by type. Every finder reads a text in linear time: hand-written scanners, RE2/J
 * for the user's patterns, and libphonenumber on a bounded share of the text.
 *
 * <p>Two fields may cover the same text (an order number can look like a phone number), with these exceptions, since
 * the wider or better checked reading is the right one: a phone number is not reported in a credit card, IBAN, date,
 * URL or e-mail address; a credit card not in an IBAN; an amount not in a date, URL or e-mail address; a date not in a
 * URL or e-mail address. E-mail addresses, IBANs and cards are found inside URLs too, because personal data there is
 * personal data.
 */
package dev.millrace.extract;

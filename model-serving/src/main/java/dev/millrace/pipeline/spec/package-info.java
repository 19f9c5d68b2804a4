/**
 * The pipeline file: what is read, decided, extracted and written, and where. Records with checks, and the parser that
 * tells the reader of a broken file which line to change. What a field rule says is in {@code dev.millrace.extract}.
 */
package dev.millrace.pipeline.spec;

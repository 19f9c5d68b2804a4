package dev.millrace.bundle;

import java.nio.file.Path;

/** Where an encoder's graph and tokenizer lie on this machine, hashes checked. */
public record EncoderFiles(Path model, Path tokenizer) {}

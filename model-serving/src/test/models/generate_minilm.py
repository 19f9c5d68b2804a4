"""Golden numbers of the real encoder: generate_minilm.py all-minilm-l6-v2.onnx all-minilm-l6-v2-tokenizer.json"""
import hashlib
import sys
from pathlib import Path

import golden

MAX_TOKENS = 256
COMPONENTS = 8
SENTENCES = [
    "Refund please.",
    "My parcel was left in the rain and the lamp inside no longer works.",
    "I was billed twice for March; could you return the second payment to my card ending in 4417?",
    "The login page says my password is wrong, although I reset it ten minutes ago.",
    "Can two people share one licence if they never work at the same time?",
    "URGENT!!! Nothing prints since Tuesday's update (error 0x80070035) and payslips are due at 5 pm.",
    "Thanks to Zoë at your café counter, the £30 voucher finally arrived — you may close this.",
    "We moved our office last week, so please send all future deliveries to the new address, keep the old one "
    "on the invoices until the end of the quarter, and tell us whether the contract has to be signed again.",
]


def sha256(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    onnx_file, tokenizer_file = map(Path, sys.argv[1:])
    model = golden.ExportedModel(onnx_file, tokenizer_file, MAX_TOKENS)
    cases = []
    for sentence in SENTENCES:
        ids = model.whole.encode(sentence).ids
        embeddings, norms = model.embeddings([ids])
        cases.append({"text": sentence, "ids": ids, "embedding_start": golden.rounded(embeddings[0][:COMPONENTS]),
                      "norm_before_normalising": round(float(norms[0]), golden.DECIMALS)})
    golden.write(Path(__file__).resolve().parent / "minilm-golden.json", {
        "model": "all-MiniLM-L6-v2", "onnx_sha256": sha256(onnx_file), "tokenizer_sha256": sha256(tokenizer_file),
        "output": "embedding: mean over tokens, L2-normalised; its first components", "cases": cases})

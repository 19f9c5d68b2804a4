"""Golden numbers of an exported model: token ids, and what ONNX Runtime answers for them."""
import json

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

DECIMALS = 6


class ExportedModel:
    """A tokenizer file and a graph, without transformers between us and the numbers."""

    def __init__(self, onnx_file, tokenizer_file, max_tokens):
        self.session = onnxruntime.InferenceSession(str(onnx_file), providers=["CPUExecutionProvider"])
        self.input_names = {i.name for i in self.session.get_inputs()}
        # A tokenizer file may bring its own truncation and padding: both are the caller's business.
        self.whole = Tokenizer.from_file(str(tokenizer_file))
        self.whole.no_truncation()
        self.whole.no_padding()
        self.cut = Tokenizer.from_str(self.whole.to_str())
        self.cut.enable_truncation(max_tokens)

    def run(self, rows, pad_id=0):
        """First output for rows of ids, padded on the right: [rows, labels] or [rows, tokens, hidden]; and the mask."""
        longest = max(map(len, rows))
        ids = np.array([row + [pad_id] * (longest - len(row)) for row in rows], dtype=np.int64)
        mask = np.array([[1] * len(row) + [0] * (longest - len(row)) for row in rows], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        output = self.session.run(None, {k: v for k, v in feed.items() if k in self.input_names})[0]
        return output, mask

    def logits(self, rows, pad_id=0):
        return self.run(rows, pad_id)[0]

    def embeddings(self, rows, pad_id=0):
        """Mean over the real tokens, then divided by the Euclidean norm; also the norm before the division."""
        states, mask = self.run(rows, pad_id)
        weights = mask[:, :, None].astype(np.float32)
        means = (states * weights).sum(axis=1) / weights.sum(axis=1)
        norms = np.linalg.norm(means, axis=1, keepdims=True)
        return means / norms, norms[:, 0]


def rounded(values):
    return [round(float(v), DECIMALS) for v in values]


def write(file, content):
    """One line per list of numbers: a changed golden number is then one line of a diff."""
    lists = []

    def take_out(value):
        if isinstance(value, list) and value and not isinstance(value[0], (dict, list)):
            lists.append(json.dumps(value, ensure_ascii=False))
            return f"@{len(lists) - 1}@"
        if isinstance(value, dict):
            return {k: take_out(v) for k, v in value.items()}
        return [take_out(v) for v in value] if isinstance(value, list) else value

    text = json.dumps(take_out(content), ensure_ascii=False, indent=2)
    for i, line in enumerate(lists):
        text = text.replace(f'"@{i}@"', line)
    file.write_text(text + "\n", encoding="utf-8", newline="\n")

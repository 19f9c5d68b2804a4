"""Makes the tiny fixture models beside this file: random weights, the shape that `optimum-cli export onnx` writes."""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import numpy as np
import torch
from tokenizers import BertWordPieceTokenizer, ByteLevelBPETokenizer
from transformers import (BertConfig, BertForSequenceClassification, BertModel, BertTokenizerFast, DistilBertConfig,
                          DistilBertForSequenceClassification, DistilBertTokenizerFast, RobertaConfig,
                          RobertaForSequenceClassification, RobertaTokenizerFast)

import golden

HERE = Path(__file__).resolve().parent
TICKETS = (HERE / "tickets.txt").read_text(encoding="utf-8").splitlines()
PIECES = 800
MAX_BYTES = 300_000

TEXTS = {
    "short": "I want a refund for my order.",
    "long": " ".join(f"Line {n}: the parcel {n * 7} never arrived and nobody called me back." for n in range(1, 21)),
    "non_ascii": "Grüße aus Köln, das Paket ist beschädigt – 49,90 € zurück. Déjà payé, señor! 日本語 Привет",
    "emoji": "Great service 👍🏽 but the app crashes 😡😡 every time 👨‍👩‍👧",
    "blank": " ",
    "punctuation": "?!... --- (#42) @you: $5.00/50% \"why\" [x] {y} <z> & 'so' \\ ~ ^_^",
}


def word_pieces(folder, tokenizer_class, max_tokens):
    trainer = BertWordPieceTokenizer(lowercase=True)
    # Named here, continued characters get fixed ids; the trainer numbers them in hash order, anew in every process.
    continued = ["##" + c for c in sorted(set("".join(TICKETS).lower())) if c.isalnum() and c.isascii()] + ["##ß"]
    trainer.train_from_iterator(TICKETS, vocab_size=PIECES, min_frequency=1, show_progress=False,
                                special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + continued)
    trainer.save_model(str(folder))
    return tokenizer_class(vocab_file=str(folder / "vocab.txt"), model_max_length=max_tokens)


def byte_pairs(folder, tokenizer_class, max_tokens):
    trainer = ByteLevelBPETokenizer()
    trainer.train_from_iterator(TICKETS, vocab_size=PIECES, min_frequency=1, show_progress=False,
                                special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    trainer.save_model(str(folder))
    return tokenizer_class(vocab_file=str(folder / "vocab.json"), merges_file=str(folder / "merges.txt"),
                           model_max_length=max_tokens)


def labelled(*names, problem_type="single_label_classification"):
    return dict(id2label=dict(enumerate(names)), label2id={name: i for i, name in enumerate(names)},
                problem_type=problem_type)


def tiny_bert(tokenizer):
    return BertForSequenceClassification(BertConfig(
        vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=64, **labelled("refund", "delivery", "account access")))


def tiny_roberta(tokenizer):
    # Position ids start behind the padding id, at 2: 66 positions hold 64 tokens.
    return RobertaForSequenceClassification(RobertaConfig(
        vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=66, type_vocab_size=1, layer_norm_eps=1e-5,
        bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
        **labelled("billing", "technical", "shipping", "other")))


def tiny_distilbert(tokenizer):
    return DistilBertForSequenceClassification(DistilBertConfig(
        vocab_size=len(tokenizer), dim=16, n_layers=1, n_heads=2, hidden_dim=32, max_position_embeddings=64,
        **labelled("urgent", "complaint", problem_type="multi_label_classification")))


def tiny_encoder(tokenizer):
    return BertModel(BertConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
        max_position_embeddings=128))


# directory: (model, tokenizer trainer, tokenizer class, most tokens, export task, seed). Under these seeds every label
# wins for some text, and the two labels of tiny-distilbert occur alone, together and not at all.
FIXTURES = {
    "tiny-bert": (tiny_bert, word_pieces, BertTokenizerFast, 64, "text-classification", 12),
    "tiny-roberta": (tiny_roberta, byte_pairs, RobertaTokenizerFast, 64, "text-classification", 38),
    "tiny-distilbert": (tiny_distilbert, word_pieces, DistilBertTokenizerFast, 64, "text-classification", 40),
    "tiny-encoder": (tiny_encoder, word_pieces, BertTokenizerFast, 128, "feature-extraction", 4),
}


def randomise(model, seed):
    """Every parameter, biases and layer norms too: at their usual 0 and 1 nobody would notice if they were lost.
    Weights are far wider than a fresh model's, so that different texts get different labels."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            is_scale = name.lower().endswith("norm.weight")
            parameter.copy_(1 + 0.2 * noise if is_scale else (0.8 if parameter.dim() == 2 else 0.2) * noise)


def export(name):
    build_model, train_tokenizer, tokenizer_class, max_tokens, task, seed = FIXTURES[name]
    target = HERE / name
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        tokenizer = train_tokenizer(Path(folder), tokenizer_class, max_tokens)
        model = build_model(tokenizer).eval()
        randomise(model, seed)
        tokenizer.save_pretrained(folder)
        model.save_pretrained(folder)
        subprocess.run([str(Path(sys.executable).parent / "optimum-cli"), "export", "onnx", "--model", folder,
                        "--task", task, str(target)], check=True)
    size = (target / "model.onnx").stat().st_size
    assert size < MAX_BYTES, f"{name}/model.onnx: at most {MAX_BYTES} bytes wanted, {size} found"
    return target, max_tokens, tokenizer.pad_token_id


def write_golden(target, max_tokens, pad_id):
    model = golden.ExportedModel(target / "model.onnx", target / "tokenizer.json", max_tokens)
    is_encoder = target.name == "tiny-encoder"

    def answer(rows):
        return model.embeddings(rows, pad_id)[0] if is_encoder else model.logits(rows, pad_id)

    rows = [model.cut.encode(text).ids for text in TEXTS.values()]
    alone = np.stack([answer([row])[0] for row in rows])
    assert np.abs(alone - answer(rows)).max() < 1e-5, f"{target.name}: a batch answers otherwise than its rows alone"
    winners = set(alone.argmax(axis=1))
    assert is_encoder or len(winners) == alone.shape[1], f"{target.name}: a label never wins, try another seed"
    golden.write(target / "golden.json", {
        "max_tokens": max_tokens,
        "pad_id": pad_id,
        "output": "embedding: mean over tokens, L2-normalised" if is_encoder else "logits",
        "cases": [{
            "name": name,
            "text": text,
            "ids": model.whole.encode(text).ids,
            "truncated_ids": row,
            "embedding" if is_encoder else "logits": golden.rounded(values),
        } for (name, text), row, values in zip(TEXTS.items(), rows, alone)],
    })


if __name__ == "__main__":
    for fixture in sys.argv[1:] or FIXTURES:
        write_golden(*export(fixture))

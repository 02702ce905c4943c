"""tantivy's schema: the fields of the table, what is handed back, and how texts are split."""

from __future__ import annotations

import tantivy

from services.shared.search.documents import FOR_LISTS
from services.shared.search.fields import FIELDS, forms_of, stems_of

__all__ = ["build_schema", "register_tokenizers", "schema_of_fields"]


def build_schema() -> tantivy.Schema:
    """tantivy's schema for the field table: every field for finding, and JSON for handing back (see `documents`)."""
    builder = schema_of_fields()
    for name in ("article", *FOR_LISTS):
        # As text, which is read five times as fast as bytes are; its tokenizer finds nothing in it.
        builder.add_text_field(name, stored=True, tokenizer_name="nothing", index_option="basic")
    return builder.build()


def schema_of_fields() -> tantivy.SchemaBuilder:
    """A schema begun with every field of the table."""
    builder = tantivy.SchemaBuilder()
    for field in FIELDS:
        if field.kind == "words":
            builder.add_text_field(field.name, tokenizer_name="words", index_option="position")
            if field.stemmed:
                builder.add_text_field(stems_of(field.name), tokenizer_name="words", index_option="freq")
                builder.add_text_field(forms_of(field.name), tokenizer_name="words", index_option="basic")
        elif field.kind == "keyword":
            builder.add_text_field(field.name, fast=field.counted, tokenizer_name="raw", index_option="basic")
        else:
            builder.add_integer_field(field.name, indexed=True, fast=True)
    return builder


def register_tokenizers(index: tantivy.Index) -> None:
    """Tell an opened index how the schema's texts are split: words come analysed, and what is stored is not read."""
    words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    nothing = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.remove_long(1))
    index.register_tokenizer("words", words.build())
    index.register_tokenizer("nothing", nothing.build())

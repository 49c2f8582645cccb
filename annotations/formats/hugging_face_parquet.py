"""Hugging Face data sets in Parquet, by pyarrow, which is installed with `postil[parquet]`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from annotations.errors import FormatError, PostilError
from annotations.formats.base import Feature
from annotations.formats.dataset_card import features, names_in
from annotations.formats.document import Document
from annotations.formats.draft import Refusal, Refuse
from annotations.formats.hugging_face import CARRIES, REMARKS, Names, document_of, row
from annotations.formats.losses import LossReport, losses
from annotations.formats.records import opened
from annotations.formats.reporting import reported
from annotations.formats.sniffing import Head

GROUP = 200
"""Documents of one row group, which is held in memory."""

_KEY = "huggingface"


@dataclass(frozen=True)
class HuggingFaceParquet:
    """Rows in Parquet, which knows the names of its tags itself."""

    name: ClassVar[str] = "hf-parquet"
    title: ClassVar[str] = "Hugging Face dataset, Parquet (needs postil[parquet])"
    extensions: ClassVar[tuple[str, ...]] = (".parquet",)
    media_type: ClassVar[str] = "application/vnd.apache.parquet"
    carries: ClassVar[Feature] = CARRIES

    def write(
        self, target: Path | BinaryIO, documents: Iterable[Document], *, strict: bool = False
    ) -> LossReport:
        """Write one row for each document."""
        pyarrow, parquet = _libraries()
        names, schema = Names(), _schema(pyarrow)
        # Without the copy of Arrow's schema, which would hide what is noted at the end.
        with (
            reported(target, strict=strict) as (stream, report),
            parquet.ParquetWriter(stream, schema, store_schema=False) as table,
        ):
            for group in _groups(documents):
                rows = [row(document, names.number) for document in group]
                table.write_batch(pyarrow.RecordBatch.from_pylist(rows, schema=schema))
                for document in group:
                    report.add(losses(document, self.carries, REMARKS))
            known = {"info": {"features": features(list(names))}}
            table.add_key_value_metadata({_KEY: json.dumps(known)})
        return report

    def recognizes(self, head: Head) -> bool:
        """Whether it begins as Parquet does."""
        return head.data.startswith(b"PAR1")

    def read(self, source: Path | BinaryIO, *, refuse: Refuse) -> Iterator[Document]:
        """One document for each row."""
        pyarrow, parquet = _libraries()
        with opened(source) as stream:
            try:
                yield from _rows(parquet.ParquetFile(stream), refuse)
            except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
                reason = " ".join(str(error).split())
                raise FormatError(f"not Parquet that can be read: {reason[:100]}") from None


HUGGING_FACE_PARQUET = HuggingFaceParquet()


def _libraries() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise FormatError(
            "Parquet needs pyarrow; install it with pip install 'postil[parquet]'"
        ) from None
    return pyarrow, pyarrow.parquet


def _groups(documents: Iterable[Document]) -> Iterator[list[Document]]:
    group: list[Document] = []
    for document in documents:
        group.append(document)
        if len(group) == GROUP:
            yield group
            group = []
    if group:
        yield group


def _schema(pyarrow: Any) -> Any:
    span = pyarrow.struct(
        [("start", pyarrow.int64()), ("end", pyarrow.int64()), ("label", pyarrow.string())]
    )
    return pyarrow.schema(
        [
            ("id", pyarrow.string()),
            ("text", pyarrow.string()),
            ("tokens", pyarrow.list_(pyarrow.string())),
            ("ner_tags", pyarrow.list_(pyarrow.int64())),
            ("spans", pyarrow.list_(span)),
        ]
    )


def _rows(file: Any, refuse: Refuse) -> Iterator[Document]:
    known = (file.schema_arrow.metadata or {}).get(_KEY.encode(), b"{}")
    try:
        names = names_in(json.loads(known))
    except (ValueError, RecursionError):
        names = None
    number = 0
    for batch in file.iter_batches(batch_size=GROUP):
        for found in batch.to_pylist():
            number += 1
            try:
                yield document_of(found, names)
            except PostilError as error:
                refuse(Refusal(f"row {number}", str(error)))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                refuse(Refusal(f"row {number}", f"unexpected shape: {str(error)[:100]}"))

"""`ById`: an article's annotations by their ids, the untouched ones made when asked for."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from itertools import chain

from annotations.annotation import Annotation
from annotations.prediction_table import PredictionTable


class ById(Mapping[str, Annotation]):
    """Looks an annotation up by its id.

    Args:
        touched: Those that are not as predicted.
        untouched: Those that are.
    """

    def __init__(self, touched: Mapping[str, Annotation], untouched: PredictionTable) -> None:
        self._touched = touched
        self._untouched = untouched

    def __getitem__(self, id: str) -> Annotation:
        found = self.find(id)
        if found is None:
            raise KeyError(id)
        return found

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self.find(id) is not None

    def find(self, id: str) -> Annotation | None:
        """The annotation with an id; None when there is none."""
        return self._touched.get(id) or self._untouched.get(id)

    def __len__(self) -> int:
        return len(self._touched) + len(self._untouched)

    def __iter__(self) -> Iterator[str]:
        return (annotation.id for annotation in self.values())

    def values(self) -> ValuesView[Annotation]:
        """All annotations, the touched ones first."""
        return _Values(self)

    def items(self) -> ItemsView[str, Annotation]:
        """All annotations with their ids."""
        return _Items(self)

    def each(self) -> Iterator[Annotation]:
        """One annotation after the other."""
        return chain(self._touched.values(), self._untouched)


class _Values(ValuesView[Annotation]):
    _mapping: ById

    def __iter__(self) -> Iterator[Annotation]:
        return self._mapping.each()


class _Items(ItemsView[str, Annotation]):
    _mapping: ById

    def __iter__(self) -> Iterator[tuple[str, Annotation]]:
        return ((annotation.id, annotation) for annotation in self._mapping.each())

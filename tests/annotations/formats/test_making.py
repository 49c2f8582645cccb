"""Frozen values that are made fast are the same as others."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from annotations.annotation_set import Annotation
from annotations.formats.making import maker
from annotations.span import Span


def test_is_as_if_the_class_had_made_it():
    span = maker(Span)(0, 3, "X", "Ann")
    assert (type(span), span, hash(span)) == (
        Span,
        Span(0, 3, "X", "Ann"),
        hash(Span(0, 3, "X", "Ann")),
    )
    assert maker(Annotation)("#1", span) == Annotation("#1", span)


def test_can_not_be_changed():
    with pytest.raises(FrozenInstanceError):
        maker(Span)(0, 3, "X", "Ann").label = "Y"

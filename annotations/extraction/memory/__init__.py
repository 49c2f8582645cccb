"""The memory: what people corrected, applied to the next article."""

from annotations.extraction.memory.memory import Memory

__all__ = ["Memory"]

"""A display without a screen and the pointer in it: the same parts that the demo drives its window with."""

from provisioning.demo.display import VirtualDisplay
from provisioning.demo.pointer import Pointer

__all__ = ["Pointer", "VirtualDisplay"]

"""The library: what is known of many articles without opening one of them.

A file's facts (`entry.Facts`) come from reading it once and are kept until it changes; where its
article stands (`entry.Standing`) comes from the store, by the article's id. `shelf.Shelf` puts
both together; `filtering`, `sorting` and `queue` choose and order.
"""

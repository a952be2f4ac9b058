"""Addresses that came with a request: only those of our own pages are followed."""


def ours(address: str | None, otherwise: str = "/") -> str:
    """The address when it is a path of this portal, and not one that a browser reads as another host."""
    if not address or not address.startswith("/") or address.startswith("//") or "\\" in address:
        return otherwise
    return address if address.isprintable() else otherwise

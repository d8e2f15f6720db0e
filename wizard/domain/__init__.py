"""What the program knows and decides: no Qt, no SDK, no network."""

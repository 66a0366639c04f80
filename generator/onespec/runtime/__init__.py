"""Plain Python that ships inside what is generated, byte for byte: client, server, player."""

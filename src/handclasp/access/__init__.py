"""Who may see and do what. Nothing here decrypts, and nothing here decides by what a caller says of itself."""

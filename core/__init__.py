"""The nouns of Laufzettel and their law."""

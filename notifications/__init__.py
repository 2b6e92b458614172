"""The letters of Laufzettel: who is told, when and how."""

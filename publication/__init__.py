"""The shop window: papers, agendas and excerpts as PDF. It reads and never writes."""

"""The pages of a measure: what waits, what there is, how it stands, and one form per step."""

"""The pages of the nouns: people logging in, organizations, papers."""

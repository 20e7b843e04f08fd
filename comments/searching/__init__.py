"""Full text search of comments, without a service: an index in the database, and the question a moderator types."""

"""What a browser sees that opens /graphql, and the schema as files: for people who write against the API."""

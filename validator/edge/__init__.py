"""The outside world in small pieces: files, folders, environment files. Nothing here knows a rule."""

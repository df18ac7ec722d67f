"""What medgen keeps in Postgres; the only room that talks to it."""

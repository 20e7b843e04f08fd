"""What this installation still lacks for production, found by trying: `manage.py doctor`."""

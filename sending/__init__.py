"""Mail: who wants which, what it says, and how it leaves."""

"""The commands of `traject`: they ask, show and explain; what is right is decided below them."""

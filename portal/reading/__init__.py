"""What pages read: plain functions with SQL or rules behind them, one module for each family of pages."""

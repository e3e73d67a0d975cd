"""Where budgets are kept: one engine a file, all behind `scout.llm.budget.Ledger`."""

"""How much work a call is, counted in bytecode instructions, which no busy machine can change."""

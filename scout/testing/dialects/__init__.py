"""How scripted vendors speak: one module per dialect, written from what the vendors document."""

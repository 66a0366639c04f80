"""How the model is said elsewhere: one module per notation and part of the model."""

"""The figures of a chantier: what they are counted from (`releve`), how (`chiffres`), how they are drawn (`image`)."""

"""The read-only JSON API: what programs read of chantiers, séances, PVs and interventions.

By hand: eight addresses that only read are less code than the frameworks that would serve them, and those that are
well kept bring pydantic or their own forms and routers into each web process.
"""

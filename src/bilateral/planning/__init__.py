"""The main job: from a workbook to everyone's day."""

"""The Excel workbook of a run, made anew from the run's own inputs whenever it is asked for."""

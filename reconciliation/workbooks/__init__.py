"""What the workbook of a run says, made anew from the run's own inputs whenever it is asked for; reports
write it down.
"""

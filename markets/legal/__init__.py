"""What the law asks of who runs markets: rules that count from a day on, the taxes that follow from them, and
what of them is to be remitted. Nothing is asked where no rule was set."""

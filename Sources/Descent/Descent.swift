/// Everything that Descent offers, under one import.
@_exported public import DescentCore
@_exported public import DescentExperiments
@_exported public import DescentOptimizers
@_exported public import DescentTraining

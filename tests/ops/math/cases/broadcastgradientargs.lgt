case    plain
op      com.microsoft::BroadcastGradientArgs 1
in      x0 i64 [3] values 2 3 4
in      x1 i64 [1] values 4
out     y0 i64 [0] values 
out     y1 i64 [2] values 1 0
value   rtol 1e-06 atol 1e-07

case    ones
op      com.microsoft::BroadcastGradientArgs 1
in      x0 i64 [3] values 2 1 4
in      x1 i64 [3] values 1 3 1
out     y0 i64 [1] values 1
out     y1 i64 [2] values 2 0
value   rtol 1e-06 atol 1e-07

case    equal_ones
op      com.microsoft::BroadcastGradientArgs 1
in      x0 i64 [2] values 1 3
in      x1 i64 [2] values 1 3
out     y0 i64 [0] values 
out     y1 i64 [0] values 
value   rtol 1e-06 atol 1e-07

case    longer_b
op      com.microsoft::BroadcastGradientArgs 1
in      x0 i64 [1] values 3
in      x1 i64 [2] values 2 3
out     y0 i64 [1] values 0
out     y1 unwanted
value   rtol 1e-06 atol 1e-07

case    mismatch
op      com.microsoft::BroadcastGradientArgs 1
in      x0 i64 [1] values 2
in      x1 i64 [1] values 3
error   SHAPE broadcast

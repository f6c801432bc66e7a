case    some
op      com.microsoft::All 1
in      x0 bool [4] values 1 1 0 0
out     y0 bool [] values 0
value   rtol 1e-06 atol 1e-07

case    every
op      com.microsoft::All 1
in      x0 bool [2] values 1 1
out     y0 bool [] values 1
value   rtol 1e-06 atol 1e-07

case    none
op      com.microsoft::All 1
in      x0 bool [0] values 
out     y0 bool [] values 1
value   rtol 1e-06 atol 1e-07

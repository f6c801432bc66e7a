case    rows
op      com.microsoft::GatherGrad 1
in      x0 i64 [2] values 3 5
in      x1 i64 [4] values 0 2 2 -1
in      x2 f32 [4,5] values 1.81099999 1.13499999 -2.56500006 2.88599992 0.344999999 0.621999979 -1.44500005
        2.41799998 2.99000001 -0.943000019 -0.0649999976 -2.61999989 1.58000004 0.860000014
        -1.59899998 1.97899997 0.282999992 2.57399988 1.921 -2.39700007
out     y0 f32 [3,5] values 1.81099999 1.13499999 -2.56500006 2.88599992 0.344999999 0 0 0 0 0 2.53600001
        -3.78200006 6.57200003 5.77099991 -4.93900013
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    columns
op      com.microsoft::GatherGrad 1
attr    axis 1
in      x0 i64 [2] values 2 3
in      x1 i32 [2,2] values 0 1 1 1
in      x2 f32 [2,2,2] values -1.57599998 2.08999991 -2.81100011 -2.21799994 2.51699996 1.86399996 -1.47000003
        -0.967999995
out     y0 f32 [2,3] values -1.57599998 -2.93900013 0 2.51699996 -0.574000061 0
value   rtol 1e-05 atol 1e-07

case    f16
op      com.microsoft::GatherGrad 1
in      x0 i64 [2] values 2 2
in      x1 i64 [3] values 0 0 0
in      x2 f16 [3,2] values 0.300048828125 0.300048828125 0.300048828125 0.300048828125 0.300048828125
        0.300048828125
out     y0 f16 [2,2] values 0.89990234375 0.89990234375 0.0 0.0
value   rtol 0.002 atol 1e-07

case    large
op      com.microsoft::GatherGrad 1
in      x0 i64 [2] values 50 300
in      x1 i64 [2000] choice 50 seed 3
in      x2 f32 [2000,300] uniform -1 1 seed 4
out     y0 any
value   rtol 1e-06 atol 1e-07

case    range
op      com.microsoft::GatherGrad 1
in      x0 i64 [2] values 3 5
in      x1 i64 [2] values 0 3
in      x2 f32 [2,5] values -2.77099991 -2.23900008 -2.93300009 0.522000015 0.662999988 -2.13700008 2 -0.075000003
        0.596000016 0.975000024
error   DATA index

case    size
op      com.microsoft::GatherGrad 1
in      x0 i64 [2] values 3 5
in      x1 i64 [2] values 0 1
in      x2 f32 [3,5] values -1.76800001 1.82200003 -0.535000026 -0.0120000001 -2.24300003 -1.47099996 -0.268000007
        1.34599996 -0.254999995 0.361999989 1.54200006 -0.583999991 -2.90499997 0.368999988
        2.66400003
error   SHAPE elements

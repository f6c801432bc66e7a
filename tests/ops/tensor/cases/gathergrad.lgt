case    rows
op      com.microsoft::GatherGrad 1
in      x0 i64 [2] values 3 5
in      x1 i64 [4] values 0 2 2 -1
in      x2 f32 [4,5] values -2.77099991 -2.23900008 -2.93300009 0.522000015 0.662999988 -2.13700008 2 -0.075000003
        0.596000016 0.975000024 -1.76800001 1.82200003 -0.535000026 -0.0120000001 -2.24300003
        -1.47099996 -0.268000007 1.34599996 -0.254999995 0.361999989
out     y0 f32 [3,5] values -2.77099991 -2.23900008 -2.93300009 0.522000015 0.662999988 0 0 0 0 0 -5.3760004
        3.5539999 0.735999942 0.328999996 -0.906000018
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    columns
op      com.microsoft::GatherGrad 1
attr    axis 1
in      x0 i64 [2] values 2 3
in      x1 i32 [2,2] values 0 1 1 1
in      x2 f32 [2,2,2] values 1.54200006 -0.583999991 -2.90499997 0.368999988 2.66400003 -2.773 -0.223000005
        0.926999986
out     y0 f32 [2,3] values 1.54200006 -3.11999989 0 2.66400003 -2.06900001 0
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
in      x2 f32 [2,5] values -0.0659999996 -2.37899995 0.0829999968 -2.52099991 -2.57800007 -0.971000016 -1.93599999
        0.0260000005 2.66700006 -1.71000004
error   DATA index

case    size
op      com.microsoft::GatherGrad 1
in      x0 i64 [2] values 3 5
in      x1 i64 [2] values 0 1
in      x2 f32 [3,5] values 2.93199992 -0.903999984 2.01399994 0.136000007 1.68400002 2.19199991 2.05100012
        -2.11400008 2.34699988 -2.2809999 1.40600002 -2.7249999 -1.199 -2.20900011 0.730000019
error   SHAPE elements

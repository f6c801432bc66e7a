case    plain
op      com.microsoft::SliceGrad 1
in      x0 f32 [2,4,3] values 1.10500002 -0.216999993 -1.66900003 0.846000016 -2.35700011 1.153 0.811999977
        -0.740999997 1.79100001 -1.83599997 -0.657000005 1.78799999 -0.717000008 1.27999997
        0.675000012 2.64599991 2.95000005 1.34200001 1.85300004 -2.08299994 1.27699995
        2.08599997 -0.592999995 0.319999993
in      x1 i64 [3] values 3 4 5
in      x2 i64 [2] values 0 1
in      x3 i64 [2] values 2 4
in      x4 i64 [2] values 0 2
out     y0 f32 [3,4,5] values 0 1.10500002 -0.216999993 -1.66900003 0 0 0.846000016 -2.35700011 1.153 0 0 0.811999977
        -0.740999997 1.79100001 0 0 -1.83599997 -0.657000005 1.78799999 0 0 -0.717000008
        1.27999997 0.675000012 0 0 2.64599991 2.95000005 1.34200001 0 0 1.85300004 -2.08299994
        1.27699995 0 0 2.08599997 -0.592999995 0.319999993 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
        0 0
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    steps
op      com.microsoft::SliceGrad 1
in      x0 f32 [2] values -0.123000003 2.75099993
in      x1 i64 [1] values 5
in      x2 i64 [1] values 4
in      x3 i64 [1] values -9
in      x4 i64 [1] values 0
in      x5 i64 [1] values -3
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    attributes
op      com.microsoft::SliceGrad 1
attr    starts [1]  ends [3]  axes [0]
in      x0 f32 [2] values -1.09599996 -0.587000012
in      x1 i64 [1] values 5
out     y0 f32 [5] values 0 -1.09599996 -0.587000012 0 0
value   rtol 1e-06 atol 1e-07

case    shape
op      com.microsoft::SliceGrad 1
in      x0 f32 [2,4,2] values -2.99399996 -0.479000002 0.788999975 2.6099999 2.54200006 -1.03600001 2.93300009
        -1.87399995 1.94000006 -2.05599999 -0.569000006 -2.55900002 2.148 1.97300005 -2.16100001
        0.163000003
in      x1 i64 [3] values 3 4 5
in      x2 i64 [2] values 0 1
in      x3 i64 [2] values 2 4
in      x4 i64 [2] values 0 2
error   SHAPE

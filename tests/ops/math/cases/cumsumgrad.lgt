case    plain
op      ai.lossgraph::CumSumGrad 1
in      x0 f32 [2,3,2] values 1.76999998 2.46799994 2.3829999 -1.33899999 -1.97399998 0.889999986 -0.331999987
        2.15400004 -0.291999996 -2.04699993 -0.75 2.7750001
in      x1 i64 [] values 1
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    exclusive
op      ai.lossgraph::CumSumGrad 1
attr    exclusive 1  reverse 1
in      x0 f32 [2,3,2] values 1.76999998 2.46799994 2.3829999 -1.33899999 -1.97399998 0.889999986 -0.331999987
        2.15400004 -0.291999996 -2.04699993 -0.75 2.7750001
in      x1 i64 [] values -1
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

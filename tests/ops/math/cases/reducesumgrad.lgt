case    axes_input
op      ai.lossgraph::ReduceSumGrad 1
in      x0 f32 [2,1,4] values 0 0.635999978 -2.87700009 -0.899999976 -1.31200004 -0.968999982 2.86400008 1.90400004
in      x1 i64 [3] values 2 3 4
in      x2 i64 [1] values 1
value   rtol 1e-05 atol 1e-07

case    axes_attribute
op      ai.lossgraph::ReduceSumGrad 1
attr    axes [-2]
in      x0 f32 [2,1,4] values 2.23699999 0.635999978 -2.87700009 -0.899999976 -1.31200004 -0.968999982 2.86400008
        1.90400004
in      x1 i64 [3] values 2 3 4
value   rtol 1e-05 atol 1e-07

case    dropped_dim
op      ai.lossgraph::ReduceSumGrad 1
attr    keepdims 0
in      x0 f32 [2,4] values 2.23699999 0.635999978 -2.87700009 -0.899999976 -1.31200004 -0.968999982 2.86400008
        1.90400004
in      x1 i64 [3] values 2 3 4
in      x2 i64 [1] values 1
value   rtol 1e-05 atol 1e-07

case    noop
op      ai.lossgraph::ReduceSumGrad 1
attr    noop_with_empty_axes 1
in      x0 f32 [2,3,4] values 1.79200006 1.07099998 1.72300005 0.667999983 1.04499996 1.01499999 1.13300002
        0.349999994 0.588999987 0.481000006 1.40199995 1.11300004 1.99100006 1.38100004
        0.647000015 0.479999989 1.46200001 1.69799995 0.52700001 1.17900002 1.92799997
        1.83599997 0.493999988 1.13900006
in      x1 i64 [3] values 2 3 4
in      x2 i64 [0] values 
value   rtol 1e-05 atol 1e-07

case    bad_size
op      ai.lossgraph::ReduceSumGrad 1
in      x0 f32 [2,2,4] values 2.98300004 1.76699996 2.81100011 -0.500999987 2.61999989 0.275000006 1.87100005
        -1.79200006 2.26099992 -0.619000018 2.64899993 -1.16100001 -0.628000021 0.0610000007
        2.30299997 1.39300001
in      x1 i64 [3] values 2 3 4
in      x2 i64 [1] values 1
error   SHAPE elements

case    matmul
op      ai.onnx::Einsum 12
attr    equation "ij,jk->ik"
in      x0 f32 [2,3] values 2.22099996 -1.27900004 0.619000018 1.66499996 1.296 2.4920001
in      x1 f32 [3,4] values 2.16199994 2.50900006 -2.83999991 -0.377000004 -0.0900000036 -2.60899997 -2.96600008
        1.98399997 2.9000001 1.70799994 -1.10599995 1.23199999
out     y0 f32 [2,4] values 6.71201181 9.96665192 -3.19873953 -2.61224508 10.7098904 5.05255699 -11.3286877
        5.01370287
value   rtol 1e-05 atol 1e-07

case    implicit
op      ai.onnx::Einsum 12
attr    equation "ij,jk"
in      x0 f32 [2,3] values -1.20500004 1.44400001 -1.32200003 1.69599998 2.92600012 2.91700006
in      x1 f32 [3,4] values 2.29699993 2.477 1.24899995 0.326999992 2.53900003 -2.46199989 -0.778999984 0.635999978
        -0.134000003 1.75699997 -1.829 -2.62599993
out     y0 f32 [2,4] values 1.07557905 -8.86266708 -0.211982936 3.9959209 10.9339485 2.12234902 -5.49624348
        -5.24451399
value   rtol 1e-05 atol 1e-07

case    transpose
op      ai.onnx::Einsum 12
attr    equation "ij->ji"
in      x0 f32 [2,3] values -2.24099994 2.77699995 -2.20300007 -1.64300001 -0.737999976 0.740999997
out     y0 f32 [3,2] values -2.24099994 -1.64300001 2.77699995 -0.737999976 -2.20300007 0.740999997
value   rtol 1e-05 atol 1e-07

case    implicit_order
op      ai.onnx::Einsum 12
attr    equation "ba"
in      x0 f32 [2,3] values 1.69299996 -2.52800012 2.58699989 1.57700002 -1.074 -1.86399996
out     y0 f32 [3,2] values 1.69299996 1.57700002 -2.52800012 -1.074 2.58699989 -1.86399996
value   rtol 1e-05 atol 1e-07

case    sum
op      ai.onnx::Einsum 12
attr    equation "ij->"
in      x0 f32 [2,3] values 0.575999975 0.568000019 -1.39499998 -1.98399997 1.59899998 1.03600001
out     y0 f32 [] values 0.400000036
value   rtol 1e-05 atol 1e-07

case    diagonal
op      ai.onnx::Einsum 12
attr    equation "...ii->...i"
in      x0 f32 [2,3,3] values 1.801 -1.68299997 1.33899999 -2.55200005 -2.95600009 -1.92299998 1.69200003 0.239999995
        0.699999988 0.555000007 0.814999998 -1.06299996 1.324 -2.91199994 -0.736999989
        -2.67199993 -2.24499989 2.42799997
out     y0 f32 [2,3] values 1.801 -2.95600009 0.699999988 0.555000007 -2.91199994 2.42799997
value   rtol 1e-05 atol 1e-07

case    trace
op      ai.onnx::Einsum 12
attr    equation "ii"
in      x0 f32 [3,3] values 0.61500001 1.74600005 0.634000003 0.430999994 1.76999998 0.739000022 0.061999999
        0.338999987 0.414000005
out     y0 f32 [] values 2.79900002
value   rtol 1e-05 atol 1e-07

case    batch
op      ai.onnx::Einsum 12
attr    equation "bij, bjk -> bik"
in      x0 f32 [2,2,3] values -0.948000014 1.00699997 -0.559000015 0.926999986 -0.0909999982 1.49100006 1.15799999
        -2.76300001 1.69299996 2.38000011 -1.01400006 1.398
in      x1 f32 [2,3,2] values 2.07200003 -0.00700000022 -2.2249999 1.38900006 2.03200006 -1.13100004 -1.68900001
        1.60000002 0.0970000029 -2.91000009 -1.82599998 -1.69599998
out     y0 f32 [2,2,2] values -5.34071875 2.03758812 5.15293121 -1.8192091 -5.31529093 7.02180243 -6.67092609
        4.38773251
value   rtol 1e-05 atol 1e-07

case    ellipsis
op      ai.onnx::Einsum 12
attr    equation "...ij,...jk->...ik"
in      x0 f32 [2,1,2,3] values 0.49000001 0.354000002 0.101999998 -0.953999996 -0.646000028 0.00200000009 0.412999988
        0.389999986 1.29299998 2.96499991 1.49300003 -0.057
in      x1 f32 [4,3,2] values 2.86199999 -2.24900007 2.71600008 0.00600000005 -0.100000001 2.09500003 0.652999997
        1.92999995 -0.786000013 0.321999997 0.893000007 -1.58299994 1.58299994 -2.06699991
        -2.20099998 -1.38300002 1.86000001 -0.147 -2.78999996 -1.81299996 0.381000012
        -2.63499999 -1.10300004 -1.73099995
out     y0 f32 [2,4,2,2] values 2.35364413 -0.886196077 -4.48508406 2.14585996 0.132811993 0.898222029 -0.113419965
        -2.05239797 0.186235994 -1.51740599 -0.0846158937 2.86504197 -1.34473205 -1.99772203
        2.41332793 3.42834997 2.11194587 1.78233802 12.5465183 -6.77874184 1.11779797
        -1.12414896 0.711745918 6.29342651 2.20036888 -1.58311188 1.30148172 -8.18509483
        -2.42985892 -4.01460171 -7.6406455 -9.21093273
value   rtol 1e-05 atol 1e-07

case    three
op      ai.onnx::Einsum 12
attr    equation "a,ab,b->"
in      x0 f32 [2] values 1.13699996 -2.13000011
in      x1 f32 [2,3] values -0.777999997 -0.303000003 2.40899992 -0.575999975 -2.18400002 -0.470999986
in      x2 f32 [3] values -0.771000028 0.405999988 -2.25
out     y0 f32 [] values -6.93519211
value   rtol 1e-05 atol 1e-07

case    capital
op      ai.onnx::Einsum 12
attr    equation "Ab,b->A"
in      x0 f32 [2,3] values -0.465999991 0.924000025 -0.538999975 2.67799997 -0.818000019 2.23799992
in      x1 f32 [3] values -1 -0.601000011 1.23000002
out     y0 f32 [2] values -0.752294004 0.56635797
value   rtol 1e-05 atol 1e-07

case    outer
op      ai.onnx::Einsum 12
attr    equation "i,j->ij"
in      x0 f32 [2] values 0.232999995 2.58999991
in      x1 f32 [3] values 2.31500006 -1.29299998 -1.06099999
out     y0 f32 [2,3] values 0.539394975 -0.301268995 -0.247212991 5.99585009 -3.3488698 -2.74798989
value   rtol 1e-05 atol 1e-07

case    ellipsis_implicit
op      ai.onnx::Einsum 12
attr    equation "i...,i..."
in      x0 f32 [2,3] values 0.870999992 1.75699997 -2.32800007 2.43700004 -0.873000026 -2.14100003
in      x1 f32 [2,3] values -1.40799999 1.78999996 -1.46500003 -2.29399991 0.583000004 2.477
out     y0 f32 [3] values -6.81684589 2.63607097 -1.89273691
value   rtol 1e-05 atol 1e-07

case    i8
op      ai.onnx::Einsum 12
attr    equation "i,i->"
in      x0 i8 [2] values 100 100
in      x1 i8 [2] values 2 1
out     y0 i8 [] values 44
value   rtol 1e-06 atol 1e-07

case    u64
op      ai.onnx::Einsum 12
attr    equation "i,i->i"
in      x0 u64 [2] values 9223372036854775808 1
in      x1 u64 [2] values 2 3
out     y0 u64 [2] values 0 3
value   rtol 1e-06 atol 1e-07

case    f16
op      ai.onnx::Einsum 12
attr    equation "ij->j"
in      x0 f16 [2,2] values -1.1201171875 0.06402587890625 -0.6669921875 2.654296875
out     y0 f16 [2] values -1.787109375 2.71875
value   rtol 0.002 atol 1e-07

case    empty_sum
op      ai.onnx::Einsum 12
attr    equation "ij,jk->ik"
in      x0 f32 [2,0] values 
in      x1 f32 [0,3] values 
out     y0 f32 [2,3] values 0 0 0 0 0 0
value   rtol 1e-06 atol 1e-07

case    large
op      ai.onnx::Einsum 12
attr    equation "ij,jk->ik"
in      x0 f32 [40,50] uniform -1 1 seed 1
in      x1 f32 [50,30] uniform -1 1 seed 2
out     y0 any
value   rtol 1e-06 atol 1e-07

case    two_arrows
op      ai.onnx::Einsum 12
attr    equation "i->....->j"
in      x0 f32 [2] values 2.18199992 -0.0719999969
error   MODEL equation

case    empty
op      ai.onnx::Einsum 12
attr    equation ""
in      x0 f32 [2] values 2.875 -1.66199994
error   MODEL empty

case    character
op      ai.onnx::Einsum 12
attr    equation "i1->i"
in      x0 f32 [2] values -0.493999988 0.386000007
error   MODEL position

case    repeated_output
op      ai.onnx::Einsum 12
attr    equation "ij->ii"
in      x0 f32 [2,2] values 1.61899996 1.22399998 -0.492000014 2.63000011
error   MODEL output

case    unknown_output
op      ai.onnx::Einsum 12
attr    equation "i->j"
in      x0 f32 [2] values 2.89100003 2.10700011
error   MODEL output

case    inputs
op      ai.onnx::Einsum 12
attr    equation "ij,jk->ik"
in      x0 f32 [2,2] values -0.273000002 1.91600001 -1.39999998 -1.96300006
error   MODEL inputs

case    more_inputs
op      ai.onnx::Einsum 12
attr    equation "ij->ij"
in      x0 f32 [2,2] values -2.546 1.81099999 2.85599995 -1.21599996
in      x1 f32 [2,2] values 1.31700003 -1.41999996 1.63399994 -1.99399996
error   MODEL inputs

case    rank
op      ai.onnx::Einsum 12
attr    equation "ij->ij"
in      x0 f32 [2] values 0.108000003 1.74899995
error   SHAPE rank

case    sizes
op      ai.onnx::Einsum 12
attr    equation "ij,jk->ik"
in      x0 f32 [2,3] values 2.81800008 1.04200006 1.12899995 -0.563000023 -1.98099995 1.83800006
in      x1 f32 [4,2] values -2.51900005 1.48899996 -1.14199996 -2.68899989 -2.11100006 0.196999997 -1.09800005
        -2.21099997
error   SHAPE size

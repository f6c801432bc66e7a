# TripletMarginLoss: every norm against the body, gradients by differences, bad inputs.

case    p2_swap0_none
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "none"  margin 6  p 2  swap 0  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    p2_swap0_none_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "none"  margin 6  p 2  swap 0  eps 0.001
in      grad_output f64 [3] uniform -2 2 seed 99
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    p2_swap0_mean
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "mean"  margin 6  p 2  swap 0  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    p2_swap0_mean_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "mean"  margin 6  p 2  swap 0  eps 0.001
in      grad_output f64 [] values 0.75
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    p2_swap0_sum
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "sum"  margin 6  p 2  swap 0  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    p2_swap0_sum_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "sum"  margin 6  p 2  swap 0  eps 0.001
in      grad_output f64 [] values 0.75
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    p2_swap1_none
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "none"  margin 6  p 2  swap 1  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    p2_swap1_none_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "none"  margin 6  p 2  swap 1  eps 0.001
in      grad_output f64 [3] uniform -2 2 seed 99
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    p2_swap1_mean
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "mean"  margin 6  p 2  swap 1  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    p2_swap1_mean_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "mean"  margin 6  p 2  swap 1  eps 0.001
in      grad_output f64 [] values 0.75
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    p2_swap1_sum
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "sum"  margin 6  p 2  swap 1  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    p2_swap1_sum_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "sum"  margin 6  p 2  swap 1  eps 0.001
in      grad_output f64 [] values 0.75
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    p1_swap0_mean
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "mean"  margin 6  p 1  swap 0  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    p1_swap0_mean_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "mean"  margin 6  p 1  swap 0  eps 0.001
in      grad_output f64 [] values 0.75
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    p1_swap1_mean
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "mean"  margin 6  p 1  swap 1  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    p1_swap1_mean_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "mean"  margin 6  p 1  swap 1  eps 0.001
in      grad_output f64 [] values 0.75
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    p3_swap0_mean
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "mean"  margin 6  p 3  swap 0  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    p3_swap0_mean_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "mean"  margin 6  p 3  swap 0  eps 0.001
in      grad_output f64 [] values 0.75
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    p3_swap1_mean
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "mean"  margin 6  p 3  swap 1  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    p3_swap1_mean_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "mean"  margin 6  p 3  swap 1  eps 0.001
in      grad_output f64 [] values 0.75
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    p0.5_swap0_mean
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "mean"  margin 6  p 0.5  swap 0  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    p0.5_swap0_mean_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "mean"  margin 6  p 0.5  swap 0  eps 0.001
in      grad_output f64 [] values 0.75
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    p0.5_swap1_mean
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "mean"  margin 6  p 0.5  swap 1  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    p0.5_swap1_mean_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "mean"  margin 6  p 0.5  swap 1  eps 0.001
in      grad_output f64 [] values 0.75
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    pinf_swap0_mean
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "mean"  margin 6  p inf  swap 0  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    pinf_swap0_mean_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "mean"  margin 6  p inf  swap 0  eps 0.001
in      grad_output f64 [] values 0.75
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    pinf_swap1_mean
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "mean"  margin 6  p inf  swap 1  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    pinf_swap1_mean_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "mean"  margin 6  p inf  swap 1  eps 0.001
in      grad_output f64 [] values 0.75
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    p-inf_swap0_mean
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "mean"  margin 6  p -inf  swap 0  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    p-inf_swap0_mean_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "mean"  margin 6  p -inf  swap 0  eps 0.001
in      grad_output f64 [] values 0.75
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    p-inf_swap1_mean
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "mean"  margin 6  p -inf  swap 1  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    p-inf_swap1_mean_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "mean"  margin 6  p -inf  swap 1  eps 0.001
in      grad_output f64 [] values 0.75
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    p0_swap0_mean
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "mean"  margin 6  p 0  swap 0  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    p0_swap0_mean_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "mean"  margin 6  p 0  swap 0  eps 0.001
in      grad_output f64 [] values 0.75
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    p0_swap1_mean
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "mean"  margin 6  p 0  swap 1  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    p0_swap1_mean_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "mean"  margin 6  p 0  swap 1  eps 0.001
in      grad_output f64 [] values 0.75
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    p-1_swap0_mean
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "mean"  margin 6  p -1  swap 0  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    p-1_swap0_mean_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "mean"  margin 6  p -1  swap 0  eps 0.001
in      grad_output f64 [] values 0.75
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    p-1_swap1_mean
op      ai.lossgraph::TripletMarginLoss 1
attr    reduction "mean"  margin 6  p -1  swap 1  eps 0.001
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    p-1_swap1_mean_grad
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "mean"  margin 6  p -1  swap 1  eps 0.001
in      grad_output f64 [] values 0.75
in      anchor f64 [3,4] uniform -2 2 seed 1
in      positive f64 [1,4] uniform -2 2 seed 2
in      negative f64 [3,4] uniform -2 2 seed 3
value   rtol 1e-11 atol 1e-12   # against the body

case    swap_tie
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "sum"  eps 0  swap 1
in      grad_output f64 [] values 1
in      anchor f64 [1,2] values 0 0
in      positive f64 [1,2] values 0 2
in      negative f64 [1,2] values 0 1
out     grad_anchor f64 [1,2] values 0 -0.5
out     grad_positive f64 [1,2] values 0 0.5
out     grad_negative f64 [1,2] values 0 0
value   rtol 0 atol 0

case    at_margin
op      ai.lossgraph::TripletMarginLossGrad 1
attr    reduction "sum"  eps 0
in      grad_output f64 [] values 1
in      anchor f64 [1,2] values 0 0
in      positive f64 [1,2] values 0 1
in      negative f64 [1,2] values 0 2
out     grad_anchor f64 [1,2] values 0 0
out     grad_positive f64 [1,2] values 0 1
out     grad_negative f64 [1,2] values 0 -1
value   rtol 0 atol 0

case    long_rows_f32
op      ai.lossgraph::TripletMarginLossGrad 1
attr    margin 100
in      grad_output f32 [] values 1
in      anchor f32 [1,1300] uniform -1 1 seed 1
in      positive f32 [90,1300] uniform -1 1 seed 2
in      negative f32 [90,1300] uniform -1 1 seed 3
value   rtol 1e-4 atol 1e-7   # float against the body, sums of 1300

case    bad_margin
op      ai.lossgraph::TripletMarginLoss 1
attr    margin 0
in      anchor f64 [2,3] values 0 0 0 0 0 0
in      positive f64 [2,3] values 0 0 0 0 0 0
in      negative f64 [2,3] values 0 0 0 0 0 0
error   MODEL margin

case    bad_ranks
op      ai.lossgraph::TripletMarginLoss 1
in      anchor f64 [2,3] values 0 0 0 0 0 0
in      positive f64 [3] values 0 0 0
in      negative f64 [2,3] values 0 0 0 0 0 0
error   SHAPE ranks

case    bad_width
op      ai.lossgraph::TripletMarginLoss 1
in      anchor f64 [2,3] values 0 0 0 0 0 0
in      positive f64 [2,4] values 0 0 0 0 0 0 0 0
in      negative f64 [2,3] values 0 0 0 0 0 0
error   SHAPE 4 3

case    bad_batch
op      ai.lossgraph::TripletMarginLoss 1
in      anchor f64 [2,3] values 0 0 0 0 0 0
in      positive f64 [4,3] values 0 0 0 0 0 0 0 0 0 0 0 0
in      negative f64 [2,3] values 0 0 0 0 0 0
error   SHAPE broadcast

case    bad_scalar
op      ai.lossgraph::TripletMarginLoss 1
in      anchor f64 [] values 1
in      positive f64 [] values 1
in      negative f64 [] values 1
error   SHAPE rank

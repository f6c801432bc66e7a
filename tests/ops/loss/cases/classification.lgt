# NLLLoss, CrossEntropyLoss and the losses of ai.onnx: against the body, gradients by differences,
# ignored labels, bad inputs.

case    nll_rows_none_0
op      ai.lossgraph::NLLLoss 1
attr    reduction "none"  ignore_index 1
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    nll_rows_none_0_grad
op      ai.lossgraph::NLLLossGrad 1
attr    reduction "none"  ignore_index 1
in      grad_output f64 [4] uniform -2 2 seed 99
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_none_0_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "none"  ignore_index 1  label_smoothing 0
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_none_0_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "none"  ignore_index 1  label_smoothing 0
in      grad_output f64 [4] uniform -2 2 seed 99
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_none_0_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "none"  ignore_index 1  label_smoothing 0.2
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_none_0_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "none"  ignore_index 1  label_smoothing 0.2
in      grad_output f64 [4] uniform -2 2 seed 99
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    nll_rows_none_1
op      ai.lossgraph::NLLLoss 1
attr    reduction "none"  ignore_index 1
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    nll_rows_none_1_grad
op      ai.lossgraph::NLLLossGrad 1
attr    reduction "none"  ignore_index 1
in      grad_output f64 [4] uniform -2 2 seed 99
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_none_1_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "none"  ignore_index 1  label_smoothing 0
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_none_1_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "none"  ignore_index 1  label_smoothing 0
in      grad_output f64 [4] uniform -2 2 seed 99
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
in      weight f64 [5] uniform 0.5 2 seed 4
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_none_1_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "none"  ignore_index 1  label_smoothing 0.2
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_none_1_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "none"  ignore_index 1  label_smoothing 0.2
in      grad_output f64 [4] uniform -2 2 seed 99
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
in      weight f64 [5] uniform 0.5 2 seed 4
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_prob_rows_none_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "none"  label_smoothing 0
in      input f64 [4,5] uniform -3 3 seed 1
in      target f64 [4,5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    ce_prob_rows_none_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "none"  label_smoothing 0
in      grad_output f64 [4] uniform -2 2 seed 99
in      input f64 [4,5] uniform -3 3 seed 1
in      target f64 [4,5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_prob_rows_none_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "none"  label_smoothing 0.2
in      input f64 [4,5] uniform -3 3 seed 1
in      target f64 [4,5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    ce_prob_rows_none_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "none"  label_smoothing 0.2
in      grad_output f64 [4] uniform -2 2 seed 99
in      input f64 [4,5] uniform -3 3 seed 1
in      target f64 [4,5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    nll_planes_none_0
op      ai.lossgraph::NLLLoss 1
attr    reduction "none"  ignore_index 1
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    nll_planes_none_0_grad
op      ai.lossgraph::NLLLossGrad 1
attr    reduction "none"  ignore_index 1
in      grad_output f64 [2,2,2] uniform -2 2 seed 99
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_none_0_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "none"  ignore_index 1  label_smoothing 0
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_none_0_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "none"  ignore_index 1  label_smoothing 0
in      grad_output f64 [2,2,2] uniform -2 2 seed 99
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_none_0_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "none"  ignore_index 1  label_smoothing 0.2
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_none_0_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "none"  ignore_index 1  label_smoothing 0.2
in      grad_output f64 [2,2,2] uniform -2 2 seed 99
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    nll_planes_none_1
op      ai.lossgraph::NLLLoss 1
attr    reduction "none"  ignore_index 1
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    nll_planes_none_1_grad
op      ai.lossgraph::NLLLossGrad 1
attr    reduction "none"  ignore_index 1
in      grad_output f64 [2,2,2] uniform -2 2 seed 99
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_none_1_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "none"  ignore_index 1  label_smoothing 0
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_none_1_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "none"  ignore_index 1  label_smoothing 0
in      grad_output f64 [2,2,2] uniform -2 2 seed 99
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
in      weight f64 [3] uniform 0.5 2 seed 4
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_none_1_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "none"  ignore_index 1  label_smoothing 0.2
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_none_1_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "none"  ignore_index 1  label_smoothing 0.2
in      grad_output f64 [2,2,2] uniform -2 2 seed 99
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
in      weight f64 [3] uniform 0.5 2 seed 4
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_prob_planes_none_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "none"  label_smoothing 0
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target f64 [2,3,2,2] uniform 0 1 seed 2
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    ce_prob_planes_none_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "none"  label_smoothing 0
in      grad_output f64 [2,2,2] uniform -2 2 seed 99
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target f64 [2,3,2,2] uniform 0 1 seed 2
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_prob_planes_none_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "none"  label_smoothing 0.2
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target f64 [2,3,2,2] uniform 0 1 seed 2
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    ce_prob_planes_none_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "none"  label_smoothing 0.2
in      grad_output f64 [2,2,2] uniform -2 2 seed 99
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target f64 [2,3,2,2] uniform 0 1 seed 2
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    nll_vector_none_0
op      ai.lossgraph::NLLLoss 1
attr    reduction "none"  ignore_index 1
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    nll_vector_none_0_grad
op      ai.lossgraph::NLLLossGrad 1
attr    reduction "none"  ignore_index 1
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_none_0_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "none"  ignore_index 1  label_smoothing 0
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_none_0_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "none"  ignore_index 1  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_none_0_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "none"  ignore_index 1  label_smoothing 0.2
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_none_0_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "none"  ignore_index 1  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    nll_vector_none_1
op      ai.lossgraph::NLLLoss 1
attr    reduction "none"  ignore_index 1
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    nll_vector_none_1_grad
op      ai.lossgraph::NLLLossGrad 1
attr    reduction "none"  ignore_index 1
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_none_1_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "none"  ignore_index 1  label_smoothing 0
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_none_1_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "none"  ignore_index 1  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
in      weight f64 [5] uniform 0.5 2 seed 4
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_none_1_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "none"  ignore_index 1  label_smoothing 0.2
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_none_1_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "none"  ignore_index 1  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
in      weight f64 [5] uniform 0.5 2 seed 4
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_prob_vector_none_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "none"  label_smoothing 0
in      input f64 [5] uniform -3 3 seed 1
in      target f64 [5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    ce_prob_vector_none_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "none"  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target f64 [5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_prob_vector_none_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "none"  label_smoothing 0.2
in      input f64 [5] uniform -3 3 seed 1
in      target f64 [5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    ce_prob_vector_none_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "none"  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target f64 [5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    nll_rows_mean_0
op      ai.lossgraph::NLLLoss 1
attr    reduction "mean"  ignore_index 1
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    nll_rows_mean_0_grad
op      ai.lossgraph::NLLLossGrad 1
attr    reduction "mean"  ignore_index 1
in      grad_output f64 [] values 0.75
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_mean_0_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_mean_0_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_mean_0_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0.2
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_mean_0_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    nll_rows_mean_1
op      ai.lossgraph::NLLLoss 1
attr    reduction "mean"  ignore_index 1
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    nll_rows_mean_1_grad
op      ai.lossgraph::NLLLossGrad 1
attr    reduction "mean"  ignore_index 1
in      grad_output f64 [] values 0.75
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_mean_1_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_mean_1_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
in      weight f64 [5] uniform 0.5 2 seed 4
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_mean_1_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0.2
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_mean_1_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
in      weight f64 [5] uniform 0.5 2 seed 4
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_prob_rows_mean_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "mean"  label_smoothing 0
in      input f64 [4,5] uniform -3 3 seed 1
in      target f64 [4,5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    ce_prob_rows_mean_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "mean"  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [4,5] uniform -3 3 seed 1
in      target f64 [4,5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_prob_rows_mean_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "mean"  label_smoothing 0.2
in      input f64 [4,5] uniform -3 3 seed 1
in      target f64 [4,5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    ce_prob_rows_mean_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "mean"  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [4,5] uniform -3 3 seed 1
in      target f64 [4,5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    nll_planes_mean_0
op      ai.lossgraph::NLLLoss 1
attr    reduction "mean"  ignore_index 1
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    nll_planes_mean_0_grad
op      ai.lossgraph::NLLLossGrad 1
attr    reduction "mean"  ignore_index 1
in      grad_output f64 [] values 0.75
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_mean_0_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_mean_0_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_mean_0_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0.2
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_mean_0_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    nll_planes_mean_1
op      ai.lossgraph::NLLLoss 1
attr    reduction "mean"  ignore_index 1
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    nll_planes_mean_1_grad
op      ai.lossgraph::NLLLossGrad 1
attr    reduction "mean"  ignore_index 1
in      grad_output f64 [] values 0.75
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_mean_1_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_mean_1_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
in      weight f64 [3] uniform 0.5 2 seed 4
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_mean_1_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0.2
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_mean_1_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
in      weight f64 [3] uniform 0.5 2 seed 4
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_prob_planes_mean_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "mean"  label_smoothing 0
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target f64 [2,3,2,2] uniform 0 1 seed 2
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    ce_prob_planes_mean_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "mean"  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target f64 [2,3,2,2] uniform 0 1 seed 2
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_prob_planes_mean_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "mean"  label_smoothing 0.2
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target f64 [2,3,2,2] uniform 0 1 seed 2
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    ce_prob_planes_mean_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "mean"  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target f64 [2,3,2,2] uniform 0 1 seed 2
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    nll_vector_mean_0
op      ai.lossgraph::NLLLoss 1
attr    reduction "mean"  ignore_index 1
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    nll_vector_mean_0_grad
op      ai.lossgraph::NLLLossGrad 1
attr    reduction "mean"  ignore_index 1
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_mean_0_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_mean_0_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_mean_0_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0.2
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_mean_0_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    nll_vector_mean_1
op      ai.lossgraph::NLLLoss 1
attr    reduction "mean"  ignore_index 1
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    nll_vector_mean_1_grad
op      ai.lossgraph::NLLLossGrad 1
attr    reduction "mean"  ignore_index 1
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_mean_1_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_mean_1_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
in      weight f64 [5] uniform 0.5 2 seed 4
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_mean_1_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0.2
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_mean_1_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "mean"  ignore_index 1  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
in      weight f64 [5] uniform 0.5 2 seed 4
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_prob_vector_mean_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "mean"  label_smoothing 0
in      input f64 [5] uniform -3 3 seed 1
in      target f64 [5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    ce_prob_vector_mean_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "mean"  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target f64 [5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_prob_vector_mean_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "mean"  label_smoothing 0.2
in      input f64 [5] uniform -3 3 seed 1
in      target f64 [5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    ce_prob_vector_mean_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "mean"  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target f64 [5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    nll_rows_sum_0
op      ai.lossgraph::NLLLoss 1
attr    reduction "sum"  ignore_index 1
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    nll_rows_sum_0_grad
op      ai.lossgraph::NLLLossGrad 1
attr    reduction "sum"  ignore_index 1
in      grad_output f64 [] values 0.75
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_sum_0_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_sum_0_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_sum_0_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0.2
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_sum_0_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    nll_rows_sum_1
op      ai.lossgraph::NLLLoss 1
attr    reduction "sum"  ignore_index 1
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    nll_rows_sum_1_grad
op      ai.lossgraph::NLLLossGrad 1
attr    reduction "sum"  ignore_index 1
in      grad_output f64 [] values 0.75
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_sum_1_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_sum_1_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
in      weight f64 [5] uniform 0.5 2 seed 4
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_sum_1_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0.2
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_rows_sum_1_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
in      weight f64 [5] uniform 0.5 2 seed 4
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_prob_rows_sum_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "sum"  label_smoothing 0
in      input f64 [4,5] uniform -3 3 seed 1
in      target f64 [4,5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    ce_prob_rows_sum_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "sum"  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [4,5] uniform -3 3 seed 1
in      target f64 [4,5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_prob_rows_sum_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "sum"  label_smoothing 0.2
in      input f64 [4,5] uniform -3 3 seed 1
in      target f64 [4,5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    ce_prob_rows_sum_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "sum"  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [4,5] uniform -3 3 seed 1
in      target f64 [4,5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    nll_planes_sum_0
op      ai.lossgraph::NLLLoss 1
attr    reduction "sum"  ignore_index 1
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    nll_planes_sum_0_grad
op      ai.lossgraph::NLLLossGrad 1
attr    reduction "sum"  ignore_index 1
in      grad_output f64 [] values 0.75
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_sum_0_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_sum_0_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_sum_0_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0.2
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_sum_0_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    nll_planes_sum_1
op      ai.lossgraph::NLLLoss 1
attr    reduction "sum"  ignore_index 1
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    nll_planes_sum_1_grad
op      ai.lossgraph::NLLLossGrad 1
attr    reduction "sum"  ignore_index 1
in      grad_output f64 [] values 0.75
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_sum_1_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_sum_1_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
in      weight f64 [3] uniform 0.5 2 seed 4
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_sum_1_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0.2
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_planes_sum_1_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target i64 [2,2,2] choice 3 seed 3
in      weight f64 [3] uniform 0.5 2 seed 4
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_prob_planes_sum_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "sum"  label_smoothing 0
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target f64 [2,3,2,2] uniform 0 1 seed 2
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    ce_prob_planes_sum_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "sum"  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target f64 [2,3,2,2] uniform 0 1 seed 2
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_prob_planes_sum_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "sum"  label_smoothing 0.2
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target f64 [2,3,2,2] uniform 0 1 seed 2
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    ce_prob_planes_sum_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "sum"  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [2,3,2,2] uniform -3 3 seed 1
in      target f64 [2,3,2,2] uniform 0 1 seed 2
in      weight f64 [3] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    nll_vector_sum_0
op      ai.lossgraph::NLLLoss 1
attr    reduction "sum"  ignore_index 1
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    nll_vector_sum_0_grad
op      ai.lossgraph::NLLLossGrad 1
attr    reduction "sum"  ignore_index 1
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_sum_0_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_sum_0_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_sum_0_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0.2
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_sum_0_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    nll_vector_sum_1
op      ai.lossgraph::NLLLoss 1
attr    reduction "sum"  ignore_index 1
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    nll_vector_sum_1_grad
op      ai.lossgraph::NLLLossGrad 1
attr    reduction "sum"  ignore_index 1
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_sum_1_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_sum_1_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
in      weight f64 [5] uniform 0.5 2 seed 4
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_sum_1_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0.2
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_vector_sum_1_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "sum"  ignore_index 1  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target i64 [] values 2
in      weight f64 [5] uniform 0.5 2 seed 4
out     grad_input body
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_prob_vector_sum_p
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "sum"  label_smoothing 0
in      input f64 [5] uniform -3 3 seed 1
in      target f64 [5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    ce_prob_vector_sum_p_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "sum"  label_smoothing 0
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target f64 [5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_prob_vector_sum_s
op      ai.lossgraph::CrossEntropyLoss 1
attr    reduction "sum"  label_smoothing 0.2
in      input f64 [5] uniform -3 3 seed 1
in      target f64 [5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    ce_prob_vector_sum_s_grad
op      ai.lossgraph::CrossEntropyLossGrad 1
attr    reduction "sum"  label_smoothing 0.2
in      grad_output f64 [] values 0.75
in      input f64 [5] uniform -3 3 seed 1
in      target f64 [5] uniform 0 1 seed 2
in      weight f64 [5] uniform 0.5 2 seed 4
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    ce_labels_gradient
op      ai.lossgraph::CrossEntropyLoss 1
attr    ignore_index 1  label_smoothing 0.1
in      input f64 [4,5] uniform -3 3 seed 1
in      target i64 [4] choice 5 seed 3
out     loss any
out     log_prob any
out     total_weight unwanted
out     log_sum_exp unwanted
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    ce_saved
op      ai.lossgraph::CrossEntropyLoss 1
in      input f64 [2,3] values 1 2 3 0 0.5 -1
in      target i64 [2] values 2 0
out     loss f64 [] values 0.7558682848905544
out     log_prob f64 [2,3] values -2.4076059644443806 -1.4076059644443804 -0.4076059644443804
       -1.1041306053367284 -0.6041306053367284 -2.1041306053367284
out     total_weight f64 [] values 2
out     log_sum_exp f64 [2] values 3.4076059644443806 1.1041306053367284
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    ce_from_log_prob
op      ai.lossgraph::CrossEntropyLossGrad 1
in      grad_output f64 [] values 1
in      input f64 [2,3] values 1 2 3 0 0.5 -1
in      target i64 [2] values 2 0
in      weight absent
in      log_prob f64 [2,3] values -2.4076059644443806 -1.4076059644443804 -0.4076059644443804
       -1.1041306053367284 -0.6041306053367284 -2.1041306053367284
in      total_weight absent
in      log_sum_exp absent
out     grad_input f64 [2,3] values 0.04501528658519022 0.12236423552739882 -0.1673795221125891
       -0.3342505197879543 0.2732746936330898 0.060975826154864424
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    ce_from_log_sum_exp
op      ai.lossgraph::CrossEntropyLossGrad 1
in      grad_output f64 [] values 1
in      input f64 [2,3] values 1 2 3 0 0.5 -1
in      target i64 [2] values 2 0
in      weight absent
in      log_prob absent
in      total_weight f64 [] values 2
in      log_sum_exp f64 [2] values 3.4076059644443806 1.1041306053367284
out     grad_input f64 [2,3] values 0.04501528658519022 0.12236423552739882 -0.1673795221125891
       -0.3342505197879543 0.2732746936330898 0.060975826154864424
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    ce_log_prob_used
op      ai.lossgraph::CrossEntropyLossGrad 1
in      grad_output f64 [] values 1
in      input f64 [2,3] values 1 2 3 0 0.5 -1
in      target i64 [2] values 2 0
in      weight absent
in      log_prob absent
in      total_weight absent
in      log_sum_exp absent
in      grad_log_prob f64 [2,3] values 1 -1 0.5 2 0 0.25
out     grad_input f64 [2,3] values 1 -1 0 0.9198768192578398 -0.9564614277158143
       0.03658460845797452
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    ce_log_sum_exp_used
op      ai.lossgraph::CrossEntropyLossGrad 1
in      grad_output f64 [] values 1
in      input f64 [2,3] values 1 2 3 0 0.5 -1
in      target i64 [2] values 2 0
in      weight absent
in      log_prob absent
in      total_weight absent
in      log_sum_exp absent
in      grad_log_prob f64 [2,3] values 1 -1 0.5 2 0 0.25
in      grad_log_sum_exp f64 [2] values 2 -1
out     grad_input f64 [2,3] values 1.1800611463407609 -0.5105430578904049 1.3304819115496433
       0.5883778588337483 -1.503010814981994 -0.08536704385175434
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    ce_other_uses_body
op      ai.lossgraph::CrossEntropyLossGrad 1
in      grad_output f64 [] values 1
in      input f64 [2,3] values 1 2 3 0 0.5 -1
in      target i64 [2] values 2 0
in      weight absent
in      log_prob absent
in      total_weight absent
in      log_sum_exp absent
in      grad_log_prob f64 [2,3] values 1 -1 0.5 2 0 0.25
in      grad_log_sum_exp f64 [2] values 2 -1
out     grad_input body
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    ce_all_ignored
op      ai.lossgraph::CrossEntropyLossGrad 1
in      grad_output f64 [] values 1
in      input f64 [2,2] values nan 1 2 3
in      target i64 [2] values -100 -100
out     grad_input f64 [2,2] values 0 0 0 0
value   rtol 0 atol 0

case    ce_vocabulary
op      ai.lossgraph::CrossEntropyLossGrad 1
in      grad_output f32 [] values 1
in      input f32 [6,1300] uniform -4 4 seed 1
in      target i64 [6] choice 1300 seed 2
out     grad_input body
value   rtol 1e-5 atol 1e-9   # float against the body

case    ce_image
op      ai.lossgraph::CrossEntropyLoss 1
in      input f32 [2,3,40,40] uniform -4 4 seed 1
in      target i32 [2,40,40] choice 3 seed 2
value   rtol 1e-5 atol 1e-6   # float against the body

case    nll_total_weight
op      ai.lossgraph::NLLLoss 1
in      input f64 [2,3] values -2.4076059644443806 -1.4076059644443804 -0.4076059644443804
       -1.1041306053367284 -0.6041306053367284 -2.1041306053367284
in      target i64 [2] values 2 0
in      weight f64 [3] values 1 2 4
out     loss any
out     total_weight f64 [] values 5
value   rtol 0 atol 0

case    nll_saved_total
op      ai.lossgraph::NLLLossGrad 1
in      grad_output f64 [] values 1
in      input f64 [2,3] values -2.4076059644443806 -1.4076059644443804 -0.4076059644443804
       -1.1041306053367284 -0.6041306053367284 -2.1041306053367284
in      target i64 [2] values 2 0
in      weight f64 [3] values 1 2 4
in      total_weight f64 [] values 5
out     grad_input f64 [2,3] values 0 0 -0.8 -0.2 0 0
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    onnx_ce_none
op      ai.onnx::SoftmaxCrossEntropyLoss 13
attr    reduction "none"  ignore_index 0
in      scores f64 [4,3] uniform -3 3 seed 1
in      labels i64 [4] values 2 0 1 2
in      weights f64 [3] uniform 0.5 2 seed 4
out     output any
out     log_prob any
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    onnx_nll_none
op      ai.onnx::NegativeLogLikelihoodLoss 22
attr    reduction "none"  ignore_index 0
in      scores f64 [4,3] uniform -3 3 seed 1
in      labels i64 [4] values 2 0 1 2
in      weights f64 [3] uniform 0.5 2 seed 4
out     loss any
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    onnx_ce_mean
op      ai.onnx::SoftmaxCrossEntropyLoss 13
attr    reduction "mean"  ignore_index 0
in      scores f64 [4,3] uniform -3 3 seed 1
in      labels i64 [4] values 2 0 1 2
in      weights f64 [3] uniform 0.5 2 seed 4
out     output any
out     log_prob any
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    onnx_nll_mean
op      ai.onnx::NegativeLogLikelihoodLoss 22
attr    reduction "mean"  ignore_index 0
in      scores f64 [4,3] uniform -3 3 seed 1
in      labels i64 [4] values 2 0 1 2
in      weights f64 [3] uniform 0.5 2 seed 4
out     loss any
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    onnx_ce_sum
op      ai.onnx::SoftmaxCrossEntropyLoss 13
attr    reduction "sum"  ignore_index 0
in      scores f64 [4,3] uniform -3 3 seed 1
in      labels i64 [4] values 2 0 1 2
in      weights f64 [3] uniform 0.5 2 seed 4
out     output any
out     log_prob any
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    onnx_nll_sum
op      ai.onnx::NegativeLogLikelihoodLoss 22
attr    reduction "sum"  ignore_index 0
in      scores f64 [4,3] uniform -3 3 seed 1
in      labels i64 [4] values 2 0 1 2
in      weights f64 [3] uniform 0.5 2 seed 4
out     loss any
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    onnx_ce_value
op      ai.onnx::SoftmaxCrossEntropyLoss 12
in      scores f64 [2,3] values 1 2 3 0 0.5 -1
in      labels i64 [2] values 2 0
out     output f64 [] values 0.7558682848905544
out     log_prob f64 [2,3] values -2.4076059644443806 -1.4076059644443804 -0.4076059644443804
       -1.1041306053367284 -0.6041306053367284 -2.1041306053367284
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    onnx_nll_value
op      ai.onnx::NegativeLogLikelihoodLoss 12
in      input f64 [2,3] values -2.4076059644443806 -1.4076059644443804 -0.4076059644443804
       -1.1041306053367284 -0.6041306053367284 -2.1041306053367284
in      target i64 [2] values 2 0
out     loss f64 [] values 0.7558682848905544
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    bad_label
op      ai.onnx::SoftmaxCrossEntropyLoss 13
in      input f64 [1,3] values 0 0 0
in      target i64 [1] values -1
error   DATA -1

case    bad_label_7
op      ai.onnx::SoftmaxCrossEntropyLoss 13
in      input f64 [1,3] values 0 0 0
in      target i64 [1] values 7
error   DATA 7

case    bad_label_default
op      ai.onnx::NegativeLogLikelihoodLoss 13
in      input f64 [1,3] values 0 0 0
in      target i64 [1] values -100
error   DATA -100

case    bad_label_i32
op      ai.lossgraph::NLLLoss 1
in      input f64 [1,3] values 0 0 0
in      target i32 [1] values -2147483648
error   DATA -2147483648

case    bad_vector
op      ai.onnx::SoftmaxCrossEntropyLoss 13
in      input f64 [3] values 0 0 0
in      target i64 [] values 1
error   SHAPE rank

case    bad_smoothing
op      ai.lossgraph::CrossEntropyLoss 1
attr    label_smoothing 1.5
in      input f64 [1,3] values 0 0 0
in      target i64 [1] values 1
error   MODEL label_smoothing

case    bad_smoothing_negative
op      ai.lossgraph::CrossEntropyLoss 1
attr    label_smoothing -0.5
in      input f64 [1,3] values 0 0 0
in      target i64 [1] values 1
error   MODEL label_smoothing

case    bad_ignore
op      ai.lossgraph::CrossEntropyLoss 1
attr    ignore_index 0
in      input f64 [1,3] values 0 0 0
in      target f64 [1,3] values 0 0 0
error   MODEL ignore_index

case    bad_target_type
op      ai.lossgraph::CrossEntropyLoss 1
in      input f64 [1,3] values 0 0 0
in      target f32 [1,3] values 0 0 0
error   TYPE float double

case    bad_weights
op      ai.lossgraph::CrossEntropyLoss 1
in      input f64 [1,3] values 0 0 0
in      target i64 [1] values 1
in      weight f64 [4] values 0 0 0 0
error   SHAPE 4 3

case    bad_no_classes
op      ai.lossgraph::NLLLoss 1
in      input f64 [1,0] values
in      target i64 [1] values 0
error   DATA

case    bad_scalar
op      ai.lossgraph::NLLLoss 1
in      input f64 [] values 1
in      target i64 [] values 0
error   SHAPE rank

case    bad_batch
op      ai.lossgraph::NLLLoss 1
in      input f64 [2,3] values 0 0 0 0 0 0
in      target i64 [1] values 0
error   SHAPE 1 2

case    bad_rank
op      ai.lossgraph::CrossEntropyLoss 1
in      input f64 [2,3,4] values 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
in      target i64 [2] values 0 0
error   SHAPE rank

case    bad_label_grad
op      ai.lossgraph::NLLLossGrad 1
in      grad_output f64 [] values 1
in      input f64 [1,3] values 0 0 0
in      target i64 [1] values 9
error   DATA 9

/* SPDX-License-Identifier: MIT */
/*
 * The operators and the names of the loss language. The derivatives are texts of the language
 * itself, read once: a reader can check them, and they print.
 *
 * Kinks: abs and relu have 0 at 0; min and max share among ties; clamp passes inside and at the
 * ends.
 */
#include "formula/operator.h"

#include <glib/gi18n.h>
#include <string.h>

const LabOperator lab_operators[LAB_N_OPS] = {
  [LAB_OP_NUMBER] = { .form = LAB_FORM_LEAF },
  [LAB_OP_NAME] = { .form = LAB_FORM_LEAF },
  [LAB_OP_INPUT] = { .form = LAB_FORM_LEAF },
  [LAB_OP_PARAMETER] = { .form = LAB_FORM_LEAF },
  [LAB_OP_LEARNED] = { .form = LAB_FORM_LEAF },

  [LAB_OP_OR] = { "or", LAB_FORM_INFIX, 2, 1, TRUE, LAB_REACH_ELEMENT, .torch = "{a} | {b}",
                  .means = N_ ("1 where one of the two is not 0") },
  [LAB_OP_AND] = { "and", LAB_FORM_INFIX, 2, 2, TRUE, LAB_REACH_ELEMENT, .torch = "{a} & {b}",
                   .means = N_ ("1 where both are not 0") },
  [LAB_OP_NOT] = { "not", LAB_FORM_PREFIX, 1, 3, FALSE, LAB_REACH_ELEMENT, .torch = "~{a}",
                   .means = N_ ("1 where it is 0") },
  [LAB_OP_LT] = { "<", LAB_FORM_INFIX, 2, 4, FALSE, LAB_REACH_ELEMENT, .torch = "{a} < {b}",
                  .means = N_ ("1 where it is true, else 0") },
  [LAB_OP_LE] = { "<=", LAB_FORM_INFIX, 2, 4, FALSE, LAB_REACH_ELEMENT, .torch = "{a} <= {b}",
                  .means = N_ ("1 where it is true, else 0") },
  [LAB_OP_GT] = { ">", LAB_FORM_INFIX, 2, 4, FALSE, LAB_REACH_ELEMENT, .torch = "{a} > {b}",
                  .means = N_ ("1 where it is true, else 0") },
  [LAB_OP_GE] = { ">=", LAB_FORM_INFIX, 2, 4, FALSE, LAB_REACH_ELEMENT, .torch = "{a} >= {b}",
                  .means = N_ ("1 where it is true, else 0") },
  [LAB_OP_EQ] = { "==", LAB_FORM_INFIX, 2, 4, TRUE, LAB_REACH_ELEMENT, .torch = "{a} == {b}",
                  .means = N_ ("1 where it is true, else 0") },
  [LAB_OP_NE] = { "!=", LAB_FORM_INFIX, 2, 4, TRUE, LAB_REACH_ELEMENT, .torch = "{a} != {b}",
                  .means = N_ ("1 where it is true, else 0") },
  [LAB_OP_ADD]
  = { "+", LAB_FORM_INFIX, 2, 5, TRUE, LAB_REACH_ELEMENT, { "g", "g" }, "{a} + {b}", N_ ("sum") },
  [LAB_OP_SUB] = { "-",
                   LAB_FORM_INFIX,
                   2,
                   5,
                   FALSE,
                   LAB_REACH_ELEMENT,
                   { "g", "-g" },
                   "{a} - {b}",
                   N_ ("difference") },
  [LAB_OP_MUL] = { "*",
                   LAB_FORM_INFIX,
                   2,
                   6,
                   TRUE,
                   LAB_REACH_ELEMENT,
                   { "g*b", "g*a" },
                   "{a} * {b}",
                   N_ ("product") },
  [LAB_OP_DIV] = { "/",
                   LAB_FORM_INFIX,
                   2,
                   6,
                   FALSE,
                   LAB_REACH_ELEMENT,
                   { "g/b", "-(g*r/b)" },
                   "{a} / {b}",
                   N_ ("quotient") },
  [LAB_OP_NEG] = { "-",
                   LAB_FORM_PREFIX,
                   1,
                   7,
                   FALSE,
                   LAB_REACH_ELEMENT,
                   { "-g" },
                   "-{a}",
                   N_ ("the negative; -x^2 is -(x^2)") },
  /* 0^b has no derivative in b that is worth having; as PyTorch, 0. With b = 0 the power is 1
   * everywhere, at a = 0 too. */
  [LAB_OP_POW] = { "^",
                   LAB_FORM_INFIX,
                   2,
                   8,
                   FALSE,
                   LAB_REACH_ELEMENT,
                   { "g*gate(b, a^(b - 1))", "where(a == 0, 0, g*(r*log(a)))" },
                   "{a} ** {b}",
                   N_ ("power; 2^3^2 is 2^(3^2)") },
  [LAB_OP_INDEX] = { "[]", LAB_FORM_INDEX, 2, 9, FALSE, LAB_REACH_PICK,
                     .means = N_ ("the number at the target's class, v[y], or at a class, v[3]") },

  [LAB_OP_ABS] = { "abs",
                   LAB_FORM_FUNCTION,
                   1,
                   0,
                   FALSE,
                   LAB_REACH_ELEMENT,
                   { "g*((a > 0) - (a < 0))" },
                   "torch.abs({a})",
                   N_ ("absolute value; its derivative at 0 is 0") },
  [LAB_OP_EXP] = { "exp",
                   LAB_FORM_FUNCTION,
                   1,
                   0,
                   FALSE,
                   LAB_REACH_ELEMENT,
                   { "g*r" },
                   "torch.exp({a})",
                   N_ ("e to the power of it") },
  [LAB_OP_LOG] = { "log",
                   LAB_FORM_FUNCTION,
                   1,
                   0,
                   FALSE,
                   LAB_REACH_ELEMENT,
                   { "g/a" },
                   "torch.log({a})",
                   N_ ("natural logarithm") },
  [LAB_OP_SQRT] = { "sqrt",
                    LAB_FORM_FUNCTION,
                    1,
                    0,
                    FALSE,
                    LAB_REACH_ELEMENT,
                    { "g/(2*r)" },
                    "torch.sqrt({a})",
                    N_ ("square root") },
  [LAB_OP_TANH] = { "tanh",
                    LAB_FORM_FUNCTION,
                    1,
                    0,
                    FALSE,
                    LAB_REACH_ELEMENT,
                    { "g*(1 - r*r)" },
                    "torch.tanh({a})",
                    N_ ("hyperbolic tangent, from -1 to 1") },
  [LAB_OP_SIGMOID] = { "sigmoid",
                       LAB_FORM_FUNCTION,
                       1,
                       0,
                       FALSE,
                       LAB_REACH_ELEMENT,
                       { "g*(r*(1 - r))" },
                       "torch.sigmoid({a})",
                       N_ ("1/(1 + exp(-a)), from 0 to 1") },
  [LAB_OP_SOFTPLUS] = { "softplus",
                        LAB_FORM_FUNCTION,
                        1,
                        0,
                        FALSE,
                        LAB_REACH_ELEMENT,
                        { "g*sigmoid(a)" },
                        "F.softplus({a}, threshold=50.0)",
                        N_ ("log(1 + exp(a)): a smooth relu") },
  [LAB_OP_RELU] = { "relu",
                    LAB_FORM_FUNCTION,
                    1,
                    0,
                    FALSE,
                    LAB_REACH_ELEMENT,
                    { "where(a > 0, g, 0)" },
                    "torch.relu({a})",
                    N_ ("0 below 0, else the number; its derivative at 0 is 0") },
  [LAB_OP_DETACH]
  = { "detach", LAB_FORM_FUNCTION, 1, 0, FALSE, LAB_REACH_ELEMENT, .torch = "{a}.detach()",
      .means = N_ ("the same number, but a constant to the derivative") },
  [LAB_OP_MIN] = { "min",
                   LAB_FORM_FUNCTION,
                   2,
                   0,
                   TRUE,
                   LAB_REACH_ELEMENT,
                   { "g*((a < b) + (a == b)/2)", "g*((b < a) + (a == b)/2)" },
                   "torch.minimum({a}, {b})",
                   N_ ("the lesser of two; a tie shares the derivative") },
  [LAB_OP_MAX] = { "max",
                   LAB_FORM_FUNCTION,
                   2,
                   0,
                   TRUE,
                   LAB_REACH_ELEMENT,
                   { "g*((b < a) + (a == b)/2)", "g*((a < b) + (a == b)/2)" },
                   "torch.maximum({a}, {b})",
                   N_ ("the greater of two; a tie shares the derivative") },
  [LAB_OP_WHERE] = { "where",
                     LAB_FORM_FUNCTION,
                     3,
                     0,
                     FALSE,
                     LAB_REACH_ELEMENT,
                     { NULL, "where(a, g, 0)", "where(a, 0, g)" },
                     "torch.where({a}, {b}, {c})",
                     N_ ("b where a is not 0, else c; what is not chosen has no effect at all") },
  [LAB_OP_CLAMP]
  = { "clamp",
      LAB_FORM_FUNCTION,
      3,
      0,
      FALSE,
      LAB_REACH_ELEMENT,
      { "where(a < b or c < a, 0, g)", "where(a < b and b <= c, g, 0)",
        "where(c < a or c < b, g, 0)" },
      "torch.clamp({a}, {b}, {c})",
      N_ ("a, but at least b and at most c; the derivative passes inside and at the ends") },

  [LAB_OP_SOFTMAX] = { "softmax",
                       LAB_FORM_FUNCTION,
                       1,
                       0,
                       FALSE,
                       LAB_REACH_WITHIN_CLASSES,
                       { "r*(g - sum_classes(g*r))" },
                       "torch.softmax({a}, {d})",
                       N_ ("exp(a)/sum_classes(exp(a)): positive numbers with the sum 1") },
  [LAB_OP_SUM_CLASSES] = { "sum_classes",
                           LAB_FORM_FUNCTION,
                           1,
                           0,
                           FALSE,
                           LAB_REACH_OVER_CLASSES,
                           { "g" },
                           "torch.sum({a}, {d})",
                           N_ ("sum over the classes") },
  [LAB_OP_MEAN_CLASSES]
  = { "mean_classes", LAB_FORM_FUNCTION, 1, 0, FALSE, LAB_REACH_OVER_CLASSES,
      .torch = "torch.mean({a}, {d})", .means = N_ ("mean over the classes") },
  [LAB_OP_MAX_CLASSES] = { "max_classes",
                           LAB_FORM_FUNCTION,
                           1,
                           0,
                           FALSE,
                           LAB_REACH_OVER_CLASSES,
                           { "g*((a == r)/sum_classes(a == r))" },
                           "torch.amax({a}, {d})",
                           N_ ("the greatest over the classes; ties share the derivative") },
  [LAB_OP_MIN_CLASSES] = { "min_classes",
                           LAB_FORM_FUNCTION,
                           1,
                           0,
                           FALSE,
                           LAB_REACH_OVER_CLASSES,
                           { "g*((a == r)/sum_classes(a == r))" },
                           "torch.amin({a}, {d})",
                           N_ ("the least over the classes; ties share the derivative") },
  [LAB_OP_LOGSUMEXP_CLASSES] = { "logsumexp_classes",
                                 LAB_FORM_FUNCTION,
                                 1,
                                 0,
                                 FALSE,
                                 LAB_REACH_OVER_CLASSES,
                                 { "g*softmax(a)" },
                                 "torch.logsumexp({a}, {d})",
                                 N_ ("log(sum_classes(exp(a))), without overflow") },
  [LAB_OP_SUM_BATCH] = { "sum_batch",
                         LAB_FORM_FUNCTION,
                         1,
                         0,
                         FALSE,
                         LAB_REACH_OVER_BATCH,
                         { "g" },
                         "torch.sum({a}, 0)",
                         N_ ("sum over the pictures of the batch") },
  [LAB_OP_MEAN_BATCH]
  = { "mean_batch", LAB_FORM_FUNCTION, 1, 0, FALSE, LAB_REACH_OVER_BATCH,
      .torch = "torch.mean({a}, 0)", .means = N_ ("mean over the pictures of the batch") },
  [LAB_OP_MAX_BATCH] = { "max_batch",
                         LAB_FORM_FUNCTION,
                         1,
                         0,
                         FALSE,
                         LAB_REACH_OVER_BATCH,
                         { "g*((a == r)/sum_batch(a == r))" },
                         "torch.amax({a}, 0)",
                         N_ ("the greatest over the batch; ties share the derivative") },
  [LAB_OP_MIN_BATCH] = { "min_batch",
                         LAB_FORM_FUNCTION,
                         1,
                         0,
                         FALSE,
                         LAB_REACH_OVER_BATCH,
                         { "g*((a == r)/sum_batch(a == r))" },
                         "torch.amin({a}, 0)",
                         N_ ("the least over the batch; ties share the derivative") },
  [LAB_OP_SUM]
  = { "sum", LAB_FORM_FUNCTION, 1, 0, FALSE, LAB_REACH_OVER_ALL, .torch = "torch.sum({a})",
      .means = N_ ("sum over everything: pictures and classes") },
  [LAB_OP_MEAN]
  = { "mean", LAB_FORM_FUNCTION, 1, 0, FALSE, LAB_REACH_OVER_ALL, .torch = "torch.mean({a})",
      .means = N_ ("mean over everything: pictures and classes") },
  [LAB_OP_L1]
  = { "l1", LAB_FORM_FUNCTION, 1, 0, FALSE, LAB_REACH_OVER_ALL,
      .torch = "sum(v.abs().sum() for v in {a})",
      .means = N_ ("l1(theta): the sum of the absolute values of all the network's parameters") },
  [LAB_OP_L2]
  = { "l2", LAB_FORM_FUNCTION, 1, 0, FALSE, LAB_REACH_OVER_ALL,
      .torch = "sum(v.square().sum() for v in {a})",
      .means = N_ ("l2(theta): the sum of the squares of all the network's parameters") },

  [LAB_OP_EXPM1]
  = { "expm1", LAB_FORM_INTERNAL, 1, 0, FALSE, LAB_REACH_ELEMENT, .derivative = { "g*exp(a)" } },
  [LAB_OP_LOG1P]
  = { "log1p", LAB_FORM_INTERNAL, 1, 0, FALSE, LAB_REACH_ELEMENT, .derivative = { "g/(1 + a)" } },
  [LAB_OP_GATE] = { "gate", LAB_FORM_INTERNAL, 2, 0, FALSE, LAB_REACH_ELEMENT,
                    .derivative = { "gate(g, b)", "gate(g, a)" } },
  [LAB_OP_PICK]
  = { "pick", LAB_FORM_INTERNAL, 1, 0, FALSE, LAB_REACH_PICK, .derivative = { "scatter(g)" } },
  [LAB_OP_AT] = { "at", LAB_FORM_INTERNAL, 2, 0, FALSE, LAB_REACH_PICK,
                  .derivative = { "where(k == b, g, 0)" } },
  [LAB_OP_SCATTER]
  = { "scatter", LAB_FORM_INTERNAL, 1, 0, FALSE, LAB_REACH_SCATTER, .derivative = { "pick(g)" } },
  [LAB_OP_LOG_SOFTMAX] = { "log_softmax", LAB_FORM_INTERNAL, 1, 0, FALSE, LAB_REACH_WITHIN_CLASSES,
                           .derivative = { "g - sum_classes(g)*exp(r)" } },
  /* log(1 - softmax(a)) */
  [LAB_OP_LOG_OTHERS] = { "log_others", LAB_FORM_INTERNAL, 1, 0, FALSE, LAB_REACH_WITHIN_CLASSES,
                          .derivative = { "log_others_backward(log_softmax(a), r, g)" } },
  [LAB_OP_LOG_OTHERS_BACKWARD] = { "log_others_backward", LAB_FORM_INTERNAL, 3, 0, FALSE,
                                   LAB_REACH_WITHIN_CLASSES, .torch = NULL },
};

const LabInput lab_inputs[LAB_N_INPUTS] = {
  [LAB_INPUT_Z]
  = { "z", LAB_SHAPE_B | LAB_SHAPE_K, "z", N_ ("logits: what the network gives for each class") },
  [LAB_INPUT_P] = { "p", LAB_SHAPE_B | LAB_SHAPE_K, "torch.softmax(z, 1)",
                    N_ ("softmax(z): the probability that the network gives each class") },
  [LAB_INPUT_T] = { "t", LAB_SHAPE_B | LAB_SHAPE_K, "F.one_hot(y, K).to(z.dtype)",
                    N_ ("1 at the target's class, 0 at the others") },
  [LAB_INPUT_Y]
  = { "y", LAB_SHAPE_B, "y", N_ ("the target's class: a number, and an index, as in p[y]") },
  [LAB_INPUT_K_INDEX] = { "k", LAB_SHAPE_K, "torch.arange(K, device=z.device)",
                          N_ ("the classes' numbers, 0 to K - 1") },
  [LAB_INPUT_W] = { "w", LAB_SHAPE_K, "self.w", N_ ("class weights, those of the side's card") },
  [LAB_INPUT_COUNTS]
  = { "counts", LAB_SHAPE_K, "self.counts", N_ ("training pictures of each class, at least 1") },
  [LAB_INPUT_PRIOR] = { "prior", LAB_SHAPE_K, "counts / counts.sum()",
                        N_ ("counts/sum(counts): the share of each class") },
  [LAB_INPUT_N_CLASSES] = { "K", LAB_SHAPE_SCALAR, "z.shape[1]", N_ ("number of classes") },
  [LAB_INPUT_Z2] = { "z2", LAB_SHAPE_B | LAB_SHAPE_K2, "z2", N_ ("logits of the second task") },
  [LAB_INPUT_P2] = { "p2", LAB_SHAPE_B | LAB_SHAPE_K2, "torch.softmax(z2, 1)", N_ ("softmax(z2)") },
  [LAB_INPUT_T2] = { "t2", LAB_SHAPE_B | LAB_SHAPE_K2, "F.one_hot(y2, K2).to(z2.dtype)",
                     N_ ("1 at the second task's target") },
  [LAB_INPUT_Y2]
  = { "y2", LAB_SHAPE_B, "y2", N_ ("the second task's target: of digits, 1 for even, 0 for odd") },
  [LAB_INPUT_W2] = { "w2", LAB_SHAPE_K2, "self.w2", N_ ("class weights of the second task: 1") },
  [LAB_INPUT_COUNTS2] = { "counts2", LAB_SHAPE_K2, "self.counts2",
                          N_ ("training pictures of each class of the second task") },
  [LAB_INPUT_PRIOR2]
  = { "prior2", LAB_SHAPE_K2, "counts2 / counts2.sum()", N_ ("counts2/sum(counts2)") },
  [LAB_INPUT_N_CLASSES2]
  = { "K2", LAB_SHAPE_SCALAR, "z2.shape[1]", N_ ("number of classes of the second task") },
  [LAB_INPUT_B] = { "B", LAB_SHAPE_SCALAR, "z.shape[0]", N_ ("pictures in the batch") },
  [LAB_INPUT_PROGRESS]
  = { "progress", LAB_SHAPE_SCALAR, "progress", N_ ("0 at the start of training, 1 at its end") },
  [LAB_INPUT_THETA] = { "theta", LAB_SHAPE_SCALAR, "theta",
                        N_ ("all parameters of the network, for l1(theta) and l2(theta)") },
  [LAB_INPUT_K2_INDEX] = { NULL, LAB_SHAPE_K2, NULL, NULL },
  [LAB_INPUT_L1] = { NULL, LAB_SHAPE_SCALAR, NULL, NULL },
  [LAB_INPUT_L2] = { NULL, LAB_SHAPE_SCALAR, NULL, NULL },
};

LabOp
lab_operator_find (const char *name, gsize length, gboolean internal)
{
  for (LabOp op = 0; op < LAB_N_OPS; op++)
    {
      const LabOperator *row = &lab_operators[op];

      if ((row->form == LAB_FORM_FUNCTION || (internal && row->form == LAB_FORM_INTERNAL))
          && strlen (row->name) == length && strncmp (row->name, name, length) == 0)
        return op;
    }
  return LAB_N_OPS;
}

LabInputId
lab_input_find (const char *name)
{
  LabInputId id = 0;

  while (id < LAB_N_INPUTS && g_strcmp0 (lab_inputs[id].name, name) != 0)
    id++;
  return id;
}

const char *
lab_shape_name (guint shape)
{
  static const char *const NAMES[] = { "a number", "[B]", "[K]", "[B,K]", "[K2]", "[B,K2]" };

  return shape < G_N_ELEMENTS (NAMES) ? NAMES[shape] : "[K] with [K2]";
}

char *
lab_shape_words (guint shape)
{
  return shape == LAB_SHAPE_SCALAR ? g_strdup ("is one number")
                                   : g_strdup_printf ("has the shape %s", lab_shape_name (shape));
}

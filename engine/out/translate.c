/* SPDX-License-Identifier: MIT */
/*
 * From the tree of a loss to PyTorch, definition by definition, in three forms:
 *
 *   as it is          p[y]            ->  p_y
 *   its logarithm     log(p[y])       ->  log_p_y, from torch.log_softmax
 *   1 minus it, log   log(1 - p[y])   ->  log_1_p_y, from log_others()
 *
 * Logarithms and powers of what comes of softmax, sigmoid and exp take the second and third form,
 * so that nothing underflows and nothing cancels: p^q is exp(q*log p).
 *
 * where() becomes torch.where, whose backward pass multiplies the branch that is not taken by 0. So
 * that this 0 never meets an infinity, what could become infinite there gets another operand at the
 * places that are not taken: a guard.
 */
#include "out/translate.h"

#include "out/leaf.h"
#include "out/recognise.h"

#include <math.h>
#include <string.h>

#define MAX_GUARDED                                                            \
  64u /* definitions written again for a branch; above it they are not guarded \
       */

typedef enum
{
  AS_IT_IS,
  LOGARITHM,
  LOG_OF_REST,
} Form;

/* Where a branch is taken: where @text is true, or, @negated, where it is not. */
typedef struct
{
  const char *text;
  guint shape;
  gboolean negated;
} Guard;

static LabPython translate (LabPythonMethod *self, const LabExpression *e, const Guard *guard);
static LabPython logarithm (LabPythonMethod *self, const LabExpression *e, const Guard *guard);
static LabPython log_of_rest (LabPythonMethod *self, const LabExpression *e, const Guard *guard);

/* ---- guards ---- */

/* A guard goes on through a reduction over dimensions that it does not have itself. */
static const Guard *
through (const Guard *guard, guint reduced)
{
  return guard != NULL && (guard->shape & reduced) == 0 ? guard : NULL;
}

/* @of where the branch is taken, @instead elsewhere. */
static LabPython
guarded (LabPythonMethod *self, const Guard *guard, LabPython of, const char *instead)
{
  LabPython condition;
  guint shape;

  if (guard == NULL || of.kind != LAB_PYTHON_TENSOR
      || ((guard->shape | of.shape) & LAB_SHAPE_CLASSES) == LAB_SHAPE_CLASSES)
    return of;
  shape = guard->shape | of.shape;
  condition
      = lab_python_make (self, guard->shape, LAB_PYTHON_TRUTHS, LAB_PYTHON_ATOM, "%s", guard->text);
  condition = lab_python_broadcast (self, condition, shape);
  of = lab_python_broadcast (self, of, shape);
  return guard->negated
             ? lab_python_make (self, shape, LAB_PYTHON_TENSOR, LAB_PYTHON_ATOM,
                                "torch.where(%s, %s, %s)", condition.text, instead, of.text)
             : lab_python_make (self, shape, LAB_PYTHON_TENSOR, LAB_PYTHON_ATOM,
                                "torch.where(%s, %s, %s)", condition.text, of.text, instead);
}

/* The guard of a branch within a branch. */
static Guard
within (LabPythonMethod *self, const Guard *outer, LabPython condition, gboolean negated)
{
  LabPython both[2];

  if (outer == NULL || ((outer->shape | condition.shape) & LAB_SHAPE_CLASSES) == LAB_SHAPE_CLASSES)
    return (Guard){ condition.text, condition.shape, negated };
  both[0] = lab_python_make (self, outer->shape, LAB_PYTHON_TRUTHS, LAB_PYTHON_SIGN, "%s%s",
                             outer->negated ? "~" : "", outer->text);
  both[1] = lab_python_make (self, condition.shape, LAB_PYTHON_TRUTHS, LAB_PYTHON_SIGN, "%s%s",
                             negated ? "~" : "", condition.text);
  condition = lab_python_variable (self, "taken", lab_python_apply (self, LAB_OP_AND, both));
  return (Guard){ condition.text, condition.shape, FALSE };
}

/* ---- names ---- */

/* A definition in one of its forms; written again where a branch needs a guarded one. */
static LabPython
definition (LabPythonMethod *self, const LabStatement *of, Form form, const Guard *guard)
{
  static const char *const BEFORE[] = { "", "log_", "log_1_" };
  const gboolean again = guard != NULL && self->n_guarded < MAX_GUARDED
                         && lab_recognise_risky (&self->recognise, of->expression);
  g_autofree char *plain = lab_python_name (self->formula, of->name);
  g_autofree char *name = g_strconcat (BEFORE[form], plain, again ? "_taken" : "", NULL);
  g_autofree char *key
      = g_strdup_printf ("%s%s if %s%s", BEFORE[form], of->name,
                         again && guard->negated ? "not " : "", again ? guard->text : "ever");
  LabPython value;

  if (lab_python_known (self, key, &value))
    return value;
  self->n_guarded += again;
  guard = again ? guard : NULL;
  value = form == AS_IT_IS    ? translate (self, of->expression, guard)
          : form == LOGARITHM ? logarithm (self, of->expression, guard)
                              : log_of_rest (self, of->expression, guard);
  return lab_python_keep (self, key, name, form == AS_IT_IS && !again, value);
}

static LabPython
name (LabPythonMethod *self, const LabExpression *e, const Guard *guard)
{
  const LabInputId id = lab_input_find (e->name);
  const LabStatement *of = lab_recognise_statement (&self->recognise, e->name);
  g_autofree char *plain = NULL;

  if (id != LAB_N_INPUTS)
    return lab_leaf_input (self, id);
  if (of->kind == LAB_STATEMENT_DEFINITION)
    return definition (self, of, AS_IT_IS, guard);
  plain = lab_python_name (self->formula, of->name);
  return lab_python_make (self, LAB_SHAPE_SCALAR,
                          of->kind == LAB_STATEMENT_LEARNED ? LAB_PYTHON_TENSOR : LAB_PYTHON_NUMBER,
                          LAB_PYTHON_ATOM, "%s", lab_python_attribute (self, plain));
}

static LabPython
indexed (LabPythonMethod *self, LabPython of, const LabExpression *index)
{
  return lab_leaf_index (self, of, index->op == LAB_OP_NAME ? index->name : NULL, index->number);
}

/* ---- logarithms ---- */

static LabPython
apply2 (LabPythonMethod *self, LabOp op, LabPython a, LabPython b)
{
  return lab_python_apply (self, op,
                           (LabPython[]){ lab_python_brief (self, a), lab_python_brief (self, b) });
}

static LabPython
call (LabPythonMethod *self, const char *function, LabPython of, const char *more)
{
  of = lab_python_tensor (self, lab_python_brief (self, of));
  return lab_python_make (self, of.shape, LAB_PYTHON_TENSOR, LAB_PYTHON_ATOM, "%s(%s%s)", function,
                          of.text, more);
}

/* What softmax is taken of, in a variable where it is more than a name. */
static LabPython
logits_of (LabPythonMethod *self, const LabExpression *e, const Guard *guard)
{
  LabPython logits;

  if (lab_recognise_input (e, LAB_INPUT_P) || lab_recognise_input (e, LAB_INPUT_P2))
    return lab_leaf_input (self, lab_recognise_input (e, LAB_INPUT_P) ? LAB_INPUT_Z : LAB_INPUT_Z2);
  logits = translate (self, e->args[0], through (guard, LAB_SHAPE_CLASSES));
  logits = lab_python_tensor (self, logits);
  return strlen (logits.text) > 12 ? lab_python_variable (self, "logits", logits) : logits;
}

static LabPython
take_logarithm (LabPythonMethod *self, LabPython of, const Guard *guard)
{
  of = lab_python_brief (self, of);
  return lab_python_apply (self, LAB_OP_LOG,
                           (LabPython[]){
                               guarded (self, guard, lab_python_tensor (self, of), "1.0") });
}

static LabPython
log_of (LabPythonMethod *self, const LabExpression *e, const Guard *guard)
{
  LabPython of;

  if (lab_recognise_logarithm (&self->recognise, e))
    return logarithm (self, e, guard);
  of = translate (self, e, guard);
  if (lab_recognise_safe (&self->recognise, LAB_OP_LOG, e))
    return lab_python_make (self, LAB_SHAPE_SCALAR, LAB_PYTHON_NUMBER, LAB_PYTHON_ATOM,
                            "math.log(%s)", of.text);
  return take_logarithm (self, of, guard);
}

static LabPython
log_of_sum (LabPythonMethod *self, const LabExpression *e, const Guard *guard)
{
  const LabExpression *of = lab_recognise_look (&self->recognise, e->args[0]);
  gboolean second;

  if (of->op != LAB_OP_EXP)
    return lab_leaf_index (self,
                           logarithm (self, lab_recognise_pick (&self->recognise, e, &second),
                                      through (guard, LAB_SHAPE_CLASSES)),
                           second ? "y2" : "y", 0.0);
  return lab_python_apply (
      self, LAB_OP_LOGSUMEXP_CLASSES,
      (LabPython[]){ lab_python_brief (self, translate (self, of->args[0],
                                                        through (guard, LAB_SHAPE_CLASSES))) });
}

/* log e, of what has_logarithm() */
static LabPython
logarithm (LabPythonMethod *self, const LabExpression *e, const Guard *guard)
{
  const LabStatement *of
      = e->op == LAB_OP_NAME ? lab_recognise_statement (&self->recognise, e->name) : NULL;
  LabPython kept;

  if (of != NULL)
    return definition (self, of, LOGARITHM, guard);
  switch (e->op)
    {
    case LAB_OP_NAME:
      {
        g_autofree char *key = g_strconcat ("log ", e->name, NULL);
        g_autofree char *plain = g_strconcat ("log_", e->name, NULL);

        if (lab_python_known (self, key, &kept))
          return kept;
        return lab_python_keep (self, key, plain, FALSE,
                                call (self, "torch.log_softmax", logits_of (self, e, guard),
                                      ", 1"));
      }
    case LAB_OP_INDEX:
      return indexed (self, logarithm (self, e->args[0], through (guard, LAB_SHAPE_CLASSES)),
                      e->args[1]);
    case LAB_OP_SOFTMAX:
      kept = logits_of (self, e, guard);
      return call (self, "torch.log_softmax", kept, (kept.shape & LAB_SHAPE_B) ? ", 1" : ", 0");
    case LAB_OP_SIGMOID:
      return call (self, "F.logsigmoid", translate (self, e->args[0], guard), "");
    case LAB_OP_EXP:
      return lab_python_value (self, translate (self, e->args[0], guard));
    case LAB_OP_SQRT:
      return apply2 (self, LAB_OP_DIV, logarithm (self, e->args[0], guard),
                     lab_leaf_number (self, 2.0));
    case LAB_OP_POW:
      return apply2 (self, LAB_OP_MUL, translate (self, e->args[1], guard),
                     logarithm (self, e->args[0], guard));
    case LAB_OP_MUL:
      return apply2 (self, LAB_OP_ADD, log_of (self, e->args[0], guard),
                     log_of (self, e->args[1], guard));
    case LAB_OP_DIV:
      return apply2 (self, LAB_OP_SUB, log_of (self, e->args[0], guard),
                     log_of (self, e->args[1], guard));
    case LAB_OP_ADD:
      return lab_python_apply (
          self, LAB_OP_SOFTPLUS,
          (LabPython[]){ translate (
              self, lab_recognise_look (&self->recognise, e->args[1])->args[0], guard) });
    case LAB_OP_SUM_CLASSES:
      return log_of_sum (self, e, guard);
    case LAB_OP_SUB:
    default:
      return log_of_rest (self, e->args[1], guard);
    }
}

/* log (1 - e), of a probability */
static LabPython
log_of_rest (LabPythonMethod *self, const LabExpression *e, const Guard *guard)
{
  const LabStatement *of
      = e->op == LAB_OP_NAME ? lab_recognise_statement (&self->recognise, e->name) : NULL;
  gboolean second;
  LabPython rest;

  if (of != NULL)
    return definition (self, of, LOG_OF_REST, guard);
  if (e->op == LAB_OP_INDEX)
    return indexed (self, log_of_rest (self, e->args[0], through (guard, LAB_SHAPE_CLASSES)),
                    e->args[1]);
  if (e->op == LAB_OP_SUM_CLASSES)
    {
      e = lab_recognise_pick (&self->recognise, e, &second);
      return lab_leaf_index (self, log_of_rest (self, e, through (guard, LAB_SHAPE_CLASSES)),
                             second ? "y2" : "y", 0.0);
    }
  if (e->op == LAB_OP_SIGMOID)
    return call (self, "F.logsigmoid",
                 lab_python_apply (self, LAB_OP_NEG,
                                   (LabPython[]){ translate (self, e->args[0], guard) }),
                 "");
  self->helpers |= LAB_PYTHON_NEEDS_LOG_OTHERS;
  rest = call (self, "log_others", logits_of (self, e, guard), "");
  return lab_python_variable (self,
                              lab_recognise_input (e, LAB_INPUT_P)    ? "log_1_p"
                              : lab_recognise_input (e, LAB_INPUT_P2) ? "log_1_p2"
                                                                      : "log_1_softmax",
                              rest);
}

/* ---- operators ---- */

static LabPython
divide (LabPythonMethod *self, const LabExpression *e, const Guard *guard)
{
  LabPython a = lab_python_value (self, translate (self, e->args[0], guard)), b;

  a = lab_python_brief (self, a);
  if (lab_recognise_positive (&self->recognise, e->args[1]))
    {
      b = lab_python_apply (self, LAB_OP_NEG,
                            (LabPython[]){
                                lab_python_brief (self, logarithm (self, e->args[1], guard)) });
      return apply2 (self, LAB_OP_MUL, a, lab_python_apply (self, LAB_OP_EXP, &b));
    }
  b = lab_python_brief (self, lab_python_value (self, translate (self, e->args[1], guard)));
  if (b.kind != LAB_PYTHON_NUMBER)
    b = guarded (self, guard, b, "1.0");
  else if (a.kind == LAB_PYTHON_NUMBER
           && !lab_recognise_safe (&self->recognise, LAB_OP_DIV, e->args[1]))
    b = lab_python_tensor (self, b);
  return apply2 (self, LAB_OP_DIV, a, b);
}

static LabPython
power (LabPythonMethod *self, const LabExpression *e, const Guard *guard)
{
  const LabExpression *base = e->args[0], *exponent = e->args[1];
  LabPython a, b = lab_python_value (self, translate (self, exponent, guard));

  b = lab_python_brief (self, b);
  if (!lab_recognise_tame (&self->recognise, exponent)
      && lab_recognise_positive (&self->recognise, base))
    {
      a = apply2 (self, LAB_OP_MUL, b, logarithm (self, base, guard));
      return lab_python_apply (self, LAB_OP_EXP, &a);
    }
  a = lab_python_brief (self, lab_python_value (self, translate (self, base, guard)));
  if (a.kind == LAB_PYTHON_NUMBER && b.kind == LAB_PYTHON_NUMBER
      && !(base->op == LAB_OP_NUMBER && exponent->op == LAB_OP_NUMBER && base->number > 0.0
           && isfinite (pow (base->number, exponent->number))))
    a = lab_python_tensor (self, a);
  if (!lab_recognise_tame (&self->recognise, exponent))
    a = guarded (self, guard, a, "1.0");
  return apply2 (self, LAB_OP_POW, a, b);
}

/* Both branches in one shape and kind. */
static LabPython
spread (LabPythonMethod *self, LabPython of, guint shape, gboolean numbers)
{
  if (of.shape == shape)
    return numbers ? of : lab_python_tensor (self, of);
  of = lab_python_broadcast (self, of, shape);
  self->helpers |= LAB_PYTHON_NEEDS_SPREAD;
  if ((shape & LAB_SHAPE_B) != 0)
    lab_leaf_input (self, LAB_INPUT_B);
  if ((shape & LAB_SHAPE_K) != 0)
    lab_leaf_input (self, LAB_INPUT_N_CLASSES);
  if ((shape & LAB_SHAPE_K2) != 0)
    lab_leaf_input (self, LAB_INPUT_N_CLASSES2);
  return lab_python_make (self, shape, LAB_PYTHON_TENSOR, LAB_PYTHON_ATOM, "spread(%s, %s%s%s)",
                          of.text, self->like, (shape & LAB_SHAPE_B) != 0 ? ", B" : "",
                          (shape & LAB_SHAPE_K) != 0    ? ", K"
                          : (shape & LAB_SHAPE_K2) != 0 ? ", K2"
                                                        : "");
}

/* A whole number would make a tensor of whole numbers. */
static LabPython
as_float (LabPythonMethod *self, LabPython of)
{
  const gboolean digits = strspn (of.text, G_CSET_DIGITS) == strlen (of.text);

  if (of.kind != LAB_PYTHON_NUMBER)
    return of;
  return lab_python_make (self, of.shape, LAB_PYTHON_NUMBER, LAB_PYTHON_ATOM,
                          digits ? "%s.0" : "float(%s)", of.text);
}

static LabPython
choose (LabPythonMethod *self, const LabExpression *e, const Guard *guard)
{
  LabPython condition = lab_python_condition (self, translate (self, e->args[0], guard));
  const gboolean one = condition.kind == LAB_PYTHON_TRUTH;
  Guard guards[2];
  LabPython branches[2];
  gboolean numbers = TRUE;
  guint shape = condition.shape;

  condition = lab_python_brief (self, condition);
  if (!one
      && (lab_recognise_risky (&self->recognise, e->args[1])
          || lab_recognise_risky (&self->recognise, e->args[2])))
    condition = lab_python_variable (self, "taken", condition);
  for (guint i = 0; i < 2; i++)
    {
      const gboolean risky = !one && lab_recognise_risky (&self->recognise, e->args[1 + i]);

      if (risky)
        guards[i] = within (self, guard, condition, i == 1);
      branches[i] = translate (self, e->args[1 + i], risky ? &guards[i] : guard);
      branches[i] = lab_python_brief (self, lab_python_value (self, branches[i]));
      numbers = numbers && branches[i].kind == LAB_PYTHON_NUMBER;
      shape |= branches[i].shape;
    }
  if (one)
    {
      for (guint i = 0; i < 2; i++)
        branches[i] = spread (self, branches[i], shape, numbers);
      return lab_python_make (self, shape, numbers ? LAB_PYTHON_NUMBER : LAB_PYTHON_TENSOR,
                              LAB_PYTHON_CONDITIONAL, "%s if %s else %s",
                              lab_python_hold (self, branches[0], LAB_PYTHON_OR),
                              lab_python_hold (self, condition, LAB_PYTHON_OR),
                              lab_python_hold (self, branches[1], LAB_PYTHON_OR));
    }
  condition = lab_python_broadcast (self, condition, shape);
  for (guint i = 0; i < 2; i++)
    branches[i] = lab_python_broadcast (self, as_float (self, branches[i]), shape);
  return lab_python_make (self, shape, LAB_PYTHON_TENSOR, LAB_PYTHON_ATOM,
                          "torch.where(%s, %s, %s)", condition.text, branches[0].text,
                          branches[1].text);
}

/* exp and sqrt of numbers are Python's where they cannot fail. */
static LabPython
function (LabPythonMethod *self, const LabExpression *e, const Guard *guard)
{
  LabPython of = translate (self, e->args[0], guard);

  if (of.kind == LAB_PYTHON_NUMBER && lab_recognise_safe (&self->recognise, e->op, e->args[0]))
    return lab_python_make (self, LAB_SHAPE_SCALAR, LAB_PYTHON_NUMBER, LAB_PYTHON_ATOM,
                            "math.%s(%s)", lab_operators[e->op].name, of.text);
  of = lab_python_brief (self, lab_python_tensor (self, of));
  of = guarded (self, guard, of, e->op == LAB_OP_EXP ? "0.0" : "1.0");
  return lab_python_apply (self, e->op, &of);
}

/* Over everything: of one number it is that number. */
static LabPython
over_all (LabPythonMethod *self, const LabExpression *e, const Guard *guard)
{
  LabPython of;

  if (e->op == LAB_OP_L1 || e->op == LAB_OP_L2)
    of = (LabPython){ "theta", LAB_SHAPE_SCALAR, LAB_PYTHON_TENSOR, LAB_PYTHON_ATOM };
  else
    of = lab_python_value (self, translate (self, e->args[0], through (guard, G_MAXUINT)));
  if (e->op == LAB_OP_L1 || e->op == LAB_OP_L2)
    self->inputs |= 1u << LAB_INPUT_THETA;
  else if (of.shape == LAB_SHAPE_SCALAR)
    return of;
  of = lab_python_brief (self, of);
  return lab_python_apply (self, e->op, &of);
}

static LabPython
translate (LabPythonMethod *self, const LabExpression *e, const Guard *guard)
{
  const LabReach reach = lab_operators[e->op].reach;
  const Guard *inner = reach == LAB_REACH_OVER_CLASSES || reach == LAB_REACH_WITHIN_CLASSES
                               || reach == LAB_REACH_PICK
                           ? through (guard, LAB_SHAPE_CLASSES)
                       : reach == LAB_REACH_OVER_BATCH ? through (guard, LAB_SHAPE_B)
                                                       : guard;
  LabPython args[3];

  switch (e->op)
    {
    case LAB_OP_NUMBER:
      return lab_leaf_number (self, e->number);
    case LAB_OP_NAME:
      return name (self, e, guard);
    case LAB_OP_INDEX:
      return indexed (self, translate (self, e->args[0], inner), e->args[1]);
    case LAB_OP_LOG:
      return log_of (self, e->args[0], guard);
    case LAB_OP_DIV:
      return divide (self, e, guard);
    case LAB_OP_POW:
      return power (self, e, guard);
    case LAB_OP_WHERE:
      return choose (self, e, guard);
    case LAB_OP_EXP:
    case LAB_OP_SQRT:
      return function (self, e, guard);
    case LAB_OP_SUM:
    case LAB_OP_MEAN:
    case LAB_OP_L1:
    case LAB_OP_L2:
      return over_all (self, e, guard);
    default:
      break;
    }
  for (guint i = 0; i < e->n; i++)
    args[i] = lab_python_brief (self, translate (self, e->args[i], inner));
  return lab_python_apply (self, e->op, args);
}

LabPython
lab_translate (LabPythonMethod *self, const char *definition_name)
{
  return definition (self, lab_recognise_statement (&self->recognise, definition_name), AS_IT_IS,
                     NULL);
}

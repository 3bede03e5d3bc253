/* SPDX-License-Identifier: MIT */
/*
 * From the tree to the graph. Shapes are followed as the text has them: [B] with [K] gives [B,K].
 * What the graph makes of it may be simpler and have less shape; so every value here carries the
 * shape that it has in the text. What is made of something wrong is wrong too, and nothing more is
 * said of it.
 */
#include "formula/resolve.h"

#include <math.h>
#include <string.h>

#define MAX_CLASS 255.0

typedef struct
{
  LabRef ref;
  guint8 shape;
  gboolean wrong;
} Value;

typedef enum
{
  NEW,
  OPEN,
  DONE,
} Progress;

typedef struct
{
  LabFormula *formula;
  LabGraph *graph;
  LabProblems *problems;
  guint n_statements;
  Value *values; /* of the definitions */
  Progress *progress;
  gboolean *used;
  GPtrArray *unknown; /* names that have been refused */
} Resolver;

static Value resolve (Resolver *self, const LabExpression *expression);

static LabStatement *
statement (const Resolver *self, guint i)
{
  return &g_array_index (self->formula->tree->statements, LabStatement, i);
}

#define FAIL(self, ...)                                 \
  G_STMT_START                                          \
  {                                                     \
    if ((self)->problems != NULL)                       \
      lab_problems_add ((self)->problems, __VA_ARGS__); \
  }                                                     \
  G_STMT_END

/* Stands where something is wrong. */
static Value
nothing (Resolver *self)
{
  return (Value){ lab_graph_number (self->graph, 1.0), LAB_SHAPE_SCALAR, TRUE };
}

static Value
value_of (LabRef ref, guint shape)
{
  return (Value){ ref, (guint8) shape, FALSE };
}

static gboolean
has_name (const GPtrArray *names, const char *name)
{
  for (guint i = 0; i < names->len; i++)
    if (g_str_equal (g_ptr_array_index (names, i), name))
      return TRUE;
  return FALSE;
}

/* ---- names ---- */

static const struct
{
  const char *wrong;
  const char *right;
} KNOWN_AS[] = {
  { "p_y", "p[y]" },
  { "py", "p[y]" },
  { "pt", "p[y]" },
  { "p_t", "p[y]" },
  { "z_y", "z[y]" },
  { "zy", "z[y]" },
  { "w_y", "w[y]" },
  { "wy", "w[y]" },
  { "logits", "z" },
  { "logit", "z" },
  { "probs", "p" },
  { "prob", "p" },
  { "target", "y" },
  { "label", "y" },
  { "targets", "t" },
  { "labels", "t" },
  { "onehot", "t" },
  { "one_hot", "t" },
  { "weight", "w" },
  { "class_weights", "w" },
  { "count", "counts" },
  { "n_classes", "K" },
  { "batch_size", "B" },
  { "priors", "prior" },
  { "pi", "3.14159265358979" },
  { "e", "exp(1)" },
  { "x", "z" },
};

static void
refuse_name (Resolver *self, const LabExpression *expression)
{
  const char *name = expression->name;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *near = NULL;

  /* once is enough, and what a line with an error means is not known */
  if (has_name (self->unknown, name) || has_name (self->formula->tree->failed, name))
    return;
  g_ptr_array_add (self->unknown, (gpointer) name);
  for (guint i = 0; i < G_N_ELEMENTS (KNOWN_AS) && near == NULL; i++)
    if (g_ascii_strcasecmp (KNOWN_AS[i].wrong, name) == 0)
      near = KNOWN_AS[i].right;
  for (LabInputId id = 0; id < LAB_N_INPUTS; id++)
    if (lab_inputs[id].name != NULL && id != LAB_INPUT_THETA)
      g_ptr_array_add (names, (gpointer) lab_inputs[id].name);
  for (guint i = 0; i < self->n_statements; i++)
    g_ptr_array_add (names, (gpointer) statement (self, i)->name);
  if (near == NULL && lab_operator_find (name, strlen (name), FALSE) != LAB_N_OPS)
    {
      FAIL (self, expression->span, NULL, "‘%s’ is a function: write %s(...)", name, name);
      return;
    }
  if (near == NULL)
    near = lab_problems_nearest (name, (const char *const *) names->pdata, names->len);
  if (near != NULL)
    FAIL (self, expression->span, near, "‘%s’ is not defined: did you mean ‘%s’?", name, near);
  else
    FAIL (self, expression->span, NULL,
          "‘%s’ is not defined: give it a value on a line of its own, as in %s = 1 in [0, 2]", name,
          name);
}

static void resolve_definition (Resolver *self, guint i);

/* Names every definition on the way round. */
static void
refuse_circle (Resolver *self, const LabExpression *expression)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < self->n_statements; i++)
    if (self->progress[i] == OPEN && names->len < 100)
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", statement (self, i)->name);
  FAIL (self, expression->span, NULL,
        "‘%s’ is defined by itself (%s): one of them has to be written without the others",
        expression->name, names->str);
}

static Value
resolve_name (Resolver *self, const LabExpression *expression)
{
  const LabInputId id = lab_input_find (expression->name);
  guint parameter = 0, learned = 0;

  if (id == LAB_INPUT_THETA)
    {
      FAIL (self, expression->span, NULL, "‘theta’ stands in l1(theta) and l2(theta) alone");
      return nothing (self);
    }
  if (id >= LAB_INPUT_Z2 && id <= LAB_INPUT_N_CLASSES2)
    self->formula->n_tasks = 2;
  if (id != LAB_N_INPUTS)
    return value_of (lab_graph_input (self->graph, id), lab_inputs[id].shape);
  for (guint i = 0; i < self->n_statements; i++)
    {
      const LabStatement *of = statement (self, i);

      if (g_str_equal (of->name, expression->name))
        {
          self->used[i] = TRUE;
          if (of->kind == LAB_STATEMENT_PARAMETER)
            return value_of (lab_graph_parameter (self->graph, parameter), LAB_SHAPE_SCALAR);
          if (of->kind == LAB_STATEMENT_LEARNED)
            return value_of (lab_graph_learned (self->graph, learned), LAB_SHAPE_SCALAR);
          if (self->progress[i] == OPEN)
            {
              refuse_circle (self, expression);
              return nothing (self);
            }
          resolve_definition (self, i);
          return self->values[i];
        }
      parameter += of->kind == LAB_STATEMENT_PARAMETER;
      learned += of->kind == LAB_STATEMENT_LEARNED;
    }
  refuse_name (self, expression);
  return nothing (self);
}

/* ---- shapes ---- */

static guint
head_of (guint shape)
{
  return (shape & LAB_SHAPE_K2) != 0 ? 1 : 0;
}

static char *
text_of (const Resolver *self, const LabExpression *expression)
{
  const guint most = 40;
  g_autofree char *text = lab_expression_print (expression);

  return strlen (text) <= most ? g_steal_pointer (&text)
                               : g_strdup_printf ("%.*s...", (int) most, text);
}

/* Element by element, broadcast. */
static Value
resolve_element (Resolver *self, const LabExpression *expression)
{
  LabRef args[3] = { LAB_NO_REF, LAB_NO_REF, LAB_NO_REF };
  guint8 shape = 0;
  gboolean wrong = FALSE;

  for (guint i = 0; i < expression->n; i++)
    {
      const Value value = resolve (self, expression->args[i]);

      args[i] = value.ref;
      wrong = wrong || value.wrong;
      if (!wrong && ((shape | value.shape) & LAB_SHAPE_CLASSES) == LAB_SHAPE_CLASSES)
        {
          g_autofree char *of = text_of (self, expression->args[i]);

          FAIL (self, expression->args[i]->span, NULL,
                "%s has the shape %s, and what stands before it %s: the tasks' classes do not fit; "
                "write sum_classes(...) or [y], [y2] around each",
                of, lab_shape_name (value.shape), lab_shape_name (shape));
          return nothing (self);
        }
      shape |= value.shape;
    }
  return wrong ? nothing (self)
               : value_of (lab_graph_make (self->graph, expression->op, 0, args), shape);
}

static Value
resolve_classes (Resolver *self, const LabExpression *expression)
{
  const Value a = resolve (self, expression->args[0]);
  const guint head = head_of (a.shape);
  const gboolean within = lab_operators[expression->op].reach == LAB_REACH_WITHIN_CLASSES;
  const guint8 shape = within ? a.shape : a.shape & LAB_SHAPE_B;
  LabRef made;

  if (a.wrong)
    return a;
  if ((a.shape & LAB_SHAPE_CLASSES) == 0)
    {
      g_autofree char *of = text_of (self, expression->args[0]);

      FAIL (self, expression->args[0]->span, NULL,
            "%s goes over the classes, but %s has the shape %s: %s",
            lab_operators[expression->op].name, of, lab_shape_name (a.shape),
            a.shape == LAB_SHAPE_B ? "there are no classes in it any more; over the batch it is "
                                     "sum_batch(...)"
                                   : "it is one number");
      return nothing (self);
    }
  made = lab_graph_make1 (
      self->graph, expression->op == LAB_OP_MEAN_CLASSES ? LAB_OP_SUM_CLASSES : expression->op,
      head, a.ref);
  if (expression->op == LAB_OP_MEAN_CLASSES)
    made = lab_graph_make2 (self->graph, LAB_OP_DIV, made,
                            lab_graph_input (self->graph, head == 0 ? LAB_INPUT_N_CLASSES
                                                                    : LAB_INPUT_N_CLASSES2));
  return value_of (made, shape);
}

static Value
resolve_batch (Resolver *self, const LabExpression *expression)
{
  const Value a = resolve (self, expression->args[0]);
  LabRef made;

  if (a.wrong)
    return a;
  if ((a.shape & LAB_SHAPE_B) == 0)
    {
      g_autofree char *of = text_of (self, expression->args[0]);

      FAIL (self, expression->args[0]->span, NULL,
            "%s goes over the batch, but %s has the shape %s: it is the same for every picture",
            lab_operators[expression->op].name, of, lab_shape_name (a.shape));
      return nothing (self);
    }
  made = lab_graph_make1 (self->graph,
                          expression->op == LAB_OP_MEAN_BATCH ? LAB_OP_SUM_BATCH : expression->op,
                          0, a.ref);
  if (expression->op == LAB_OP_MEAN_BATCH)
    made = lab_graph_make2 (self->graph, LAB_OP_DIV, made,
                            lab_graph_input (self->graph, LAB_INPUT_B));
  return value_of (made, a.shape & LAB_SHAPE_CLASSES);
}

/* What a mean over everything divides by. */
static LabRef
divide_by_size (Resolver *self, LabRef sum, guint shape)
{
  if ((shape & LAB_SHAPE_CLASSES) != 0)
    sum = lab_graph_make2 (self->graph, LAB_OP_DIV, sum,
                           lab_graph_input (self->graph, head_of (shape) == 0
                                                             ? LAB_INPUT_N_CLASSES
                                                             : LAB_INPUT_N_CLASSES2));
  if ((shape & LAB_SHAPE_B) != 0)
    sum = lab_graph_make2 (self->graph, LAB_OP_DIV, sum,
                           lab_graph_input (self->graph, LAB_INPUT_B));
  return sum;
}

static Value
resolve_all (Resolver *self, const LabExpression *expression)
{
  const Value a = resolve (self, expression->args[0]);
  LabRef sum;

  if (a.wrong)
    return a;
  sum = lab_graph_sum (self->graph, a.ref, a.shape, 0);
  if (expression->op == LAB_OP_MEAN)
    sum = divide_by_size (self, sum, a.shape);
  return value_of (sum, LAB_SHAPE_SCALAR);
}

/* l1(theta), l2(theta) */
static Value
resolve_penalty (Resolver *self, const LabExpression *expression)
{
  const LabExpression *of = expression->args[0];

  if (of->op != LAB_OP_NAME || !g_str_equal (of->name, "theta"))
    {
      FAIL (self, of->span, "theta", "%s is of the network's parameters: write %s(theta)",
            lab_operators[expression->op].name, lab_operators[expression->op].name);
      return nothing (self);
    }
  return value_of (lab_graph_input (self->graph,
                                    expression->op == LAB_OP_L1 ? LAB_INPUT_L1 : LAB_INPUT_L2),
                   LAB_SHAPE_SCALAR);
}

static gboolean
is_name (const LabExpression *expression, const char *name)
{
  return expression->op == LAB_OP_NAME && g_str_equal (expression->name, name);
}

static void
refuse_index (Resolver *self, const LabExpression *expression, Value a)
{
  const LabExpression *index = expression->args[1];
  const guint head = head_of (a.shape);
  g_autofree char *of = text_of (self, expression->args[0]);

  if ((a.shape & LAB_SHAPE_CLASSES) == 0)
    FAIL (self, expression->span, NULL,
          "%s has no classes to choose from: its shape is %s; leave the brackets out", of,
          lab_shape_name (a.shape));
  else if (is_name (index, "y") || is_name (index, "y2"))
    FAIL (self, index->span, head == 0 ? "y" : "y2", "%s is of the %s task: its target is %s", of,
          head == 0 ? "first" : "second", head == 0 ? "y" : "y2");
  else
    FAIL (self, index->span, NULL,
          "An index is the target, %s[%s], or a class by its number, %s[3]", of,
          head == 0 ? "y" : "y2", of);
}

static Value
resolve_index (Resolver *self, const LabExpression *expression)
{
  const LabExpression *index = expression->args[1];
  const Value a = resolve (self, expression->args[0]);
  const guint head = head_of (a.shape);

  if (a.wrong)
    return a;
  if ((a.shape & LAB_SHAPE_CLASSES) != 0 && is_name (index, head == 0 ? "y" : "y2"))
    return value_of (lab_graph_make1 (self->graph, LAB_OP_PICK, head, a.ref), LAB_SHAPE_B);
  if ((a.shape & LAB_SHAPE_CLASSES) == 0 || index->op != LAB_OP_NUMBER
      || floor (index->number) < index->number || index->number > MAX_CLASS)
    {
      refuse_index (self, expression, a);
      return nothing (self);
    }
  self->formula->class_indices[head]
      = MAX (self->formula->class_indices[head], (guint) index->number + 1);
  return value_of (
      lab_graph_make (self->graph, LAB_OP_AT, head,
                      (LabRef[]){ a.ref, lab_graph_number (self->graph, index->number) }),
      a.shape & LAB_SHAPE_B);
}

static Value
resolve (Resolver *self, const LabExpression *expression)
{
  if (self->graph->full)
    return nothing (self);
  switch (lab_operators[expression->op].reach)
    {
    case LAB_REACH_ELEMENT:
      return resolve_element (self, expression);
    case LAB_REACH_WITHIN_CLASSES:
    case LAB_REACH_OVER_CLASSES:
      return resolve_classes (self, expression);
    case LAB_REACH_OVER_BATCH:
      return resolve_batch (self, expression);
    case LAB_REACH_OVER_ALL:
      return expression->op == LAB_OP_L1 || expression->op == LAB_OP_L2
                 ? resolve_penalty (self, expression)
                 : resolve_all (self, expression);
    case LAB_REACH_PICK:
    case LAB_REACH_SCATTER:
      return resolve_index (self, expression);
    case LAB_REACH_LEAF:
    default:
      return expression->op == LAB_OP_NUMBER
                 ? value_of (lab_graph_number (self->graph, expression->number), LAB_SHAPE_SCALAR)
                 : resolve_name (self, expression);
    }
}

/* ---- statements ---- */

static void
resolve_definition (Resolver *self, guint i)
{
  if (self->progress[i] == DONE || statement (self, i)->kind != LAB_STATEMENT_DEFINITION)
    return;
  self->progress[i] = OPEN;
  self->values[i] = resolve (self, statement (self, i)->expression);
  self->progress[i] = DONE;
}

static guint
find_definition (const Resolver *self, const char *name)
{
  guint i = 0;

  while (i < self->n_statements
         && !(statement (self, i)->kind == LAB_STATEMENT_DEFINITION
              && g_str_equal (statement (self, i)->name, name)))
    i++;
  return i;
}

static void
check_names (Resolver *self)
{
  guint parameters = 0, learned = 0;

  for (guint i = 0; i < self->n_statements; i++)
    {
      const LabStatement *of = statement (self, i);
      const gboolean special = g_str_equal (of->name, "loss") || g_str_equal (of->name, "weights")
                               || g_str_equal (of->name, "prediction");

      if (lab_input_find (of->name) != LAB_N_INPUTS)
        FAIL (self, of->span, NULL, "‘%s’ has a meaning already (%s): choose another name",
              of->name, lab_inputs[lab_input_find (of->name)].means);
      else if (lab_operator_find (of->name, strlen (of->name), FALSE) != LAB_N_OPS)
        FAIL (self, of->span, NULL, "‘%s’ is a function: choose another name", of->name);
      else if (special && of->kind != LAB_STATEMENT_DEFINITION)
        FAIL (self, of->span, NULL, "‘%s’ cannot be a parameter: write %s = and a formula",
              of->name, of->name);
      for (guint j = 0; j < i; j++)
        if (g_str_equal (statement (self, j)->name, of->name))
          FAIL (self, of->span, NULL, "‘%s’ is defined twice: remove one of the two lines",
                of->name);
      parameters += of->kind == LAB_STATEMENT_PARAMETER;
      learned += of->kind == LAB_STATEMENT_LEARNED;
      if (parameters > LAB_FORMULA_MAX_PARAMETERS || learned > LAB_FORMULA_MAX_LEARNED)
        {
          FAIL (self, of->span, NULL, "There are too many: at most %u are possible of a kind",
                LAB_FORMULA_MAX_PARAMETERS);
          break;
        }
    }
}

static LabSpan
span_of (const Resolver *self, guint i)
{
  return i < self->n_statements ? statement (self, i)->expression->span : (LabSpan){ 0, 0 };
}

static void
finish_loss (Resolver *self, guint i, LabMeaning *meaning)
{
  const Value value = self->values[i];

  meaning->per_sample = LAB_NO_REF;
  if ((value.shape & LAB_SHAPE_B) != 0 && (value.shape & LAB_SHAPE_CLASSES) != 0)
    {
      FAIL (self, span_of (self, i), NULL,
            "The loss has the shape %s, a number for each picture and class: write "
            "sum_classes(...) or mean_classes(...) around it",
            lab_shape_name (value.shape));
      meaning->loss = value.ref;
      return;
    }
  if (value.shape == LAB_SHAPE_B)
    meaning->per_sample = value.ref;
  meaning->loss
      = divide_by_size (self, lab_graph_sum (self->graph, value.ref, value.shape, 0), value.shape);
}

static void
finish_weights (Resolver *self, guint i, LabMeaning *meaning)
{
  const Value value = self->values[i];
  const guint32 deps = lab_graph_get (self->graph, value.ref)->deps;

  meaning->weights = value.ref;
  if ((value.shape & ~(guint) LAB_SHAPE_K) != 0
      || (deps & ~(guint32) (LAB_DEPS_DATA | LAB_DEPS_PARAMETERS)) != 0)
    FAIL (self, span_of (self, i), NULL,
          "The weights are one number a class, made of k, K, counts, prior and parameters: this "
          "has the shape %s%s",
          lab_shape_name (value.shape),
          (deps & ~(guint32) (LAB_DEPS_DATA | LAB_DEPS_PARAMETERS)) != 0
              ? ", or uses something else"
              : "");
}

static void
finish_prediction (Resolver *self, guint i, LabMeaning *meaning)
{
  const Value value = self->values[i];
  const guint32 deps = lab_graph_get (self->graph, value.ref)->deps;

  meaning->prediction = value.ref;
  if (value.shape != (LAB_SHAPE_B | LAB_SHAPE_K))
    FAIL (self, span_of (self, i), NULL,
          "The prediction is a number for each picture and class, [B,K]: this has the shape %s",
          lab_shape_name (value.shape));
  else if ((deps & (LAB_DEPS_TARGETS | LAB_DEPS_TARGETS2 | LAB_DEPS_BATCH)) != 0)
    FAIL (self, span_of (self, i), NULL,
          "A prediction must not know the target, nor the other pictures of the batch");
}

static void
warn_of_unused (Resolver *self)
{
  for (guint i = 0; i < self->n_statements; i++)
    {
      const LabStatement *of = statement (self, i);

      if (!self->used[i] && !g_str_equal (of->name, "loss") && !g_str_equal (of->name, "weights")
          && !g_str_equal (of->name, "prediction"))
        lab_problems_warn (self->problems, of->span, "‘%s’ is never used", of->name);
    }
}

static void
warn_of_weights (Resolver *self, guint i, const LabMeaning *meaning)
{
  if (i < self->n_statements
      && (lab_graph_get (self->graph, meaning->loss)->deps & LAB_DEPS_WEIGHTS) == 0)
    lab_problems_warn (self->problems, statement (self, i)->span,
                       "The weights have no effect: the loss does not use ‘w’, as in w[y]");
}

void
lab_resolve (LabFormula *formula, LabGraph *graph, LabMeaning *meaning, LabProblems *problems)
{
  const guint n = formula->tree->statements->len;
  Resolver self = {
    .formula = formula,
    .graph = graph,
    .problems = problems,
    .n_statements = n,
    .values = g_new0 (Value, n),
    .progress = g_new0 (Progress, n),
    .used = g_new0 (gboolean, n),
    .unknown = g_ptr_array_new (),
  };
  const guint loss = find_definition (&self, "loss");
  const guint weights = find_definition (&self, "weights");
  const guint prediction = find_definition (&self, "prediction");

  *meaning
      = (LabMeaning){ graph, lab_graph_number (graph, 0.0), LAB_NO_REF, LAB_NO_REF, LAB_NO_REF };
  check_names (&self);
  for (guint i = 0; i < n; i++)
    resolve_definition (&self, i);
  if (loss == n && (problems == NULL || problems->n_errors == 0))
    FAIL (&self, ((LabSpan){ (guint) strlen (formula->text), 0 }), NULL,
          "There is no loss yet: write loss = and a formula, as in loss = -log(p[y])");
  if (loss < n && !self.values[loss].wrong)
    finish_loss (&self, loss, meaning);
  if (weights < n && !self.values[weights].wrong)
    finish_weights (&self, weights, meaning);
  if (prediction < n && !self.values[prediction].wrong)
    finish_prediction (&self, prediction, meaning);
  if (graph->full)
    FAIL (&self, span_of (&self, loss), NULL,
          "This is too much to compute: at most %u operations are possible", LAB_GRAPH_MAX_NODES);
  if (problems != NULL && problems->n_errors == 0)
    {
      warn_of_unused (&self);
      warn_of_weights (&self, weights, meaning);
    }
  g_free (self.values);
  g_free (self.progress);
  g_free (self.used);
  g_ptr_array_unref (self.unknown);
}

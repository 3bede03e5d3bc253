/* SPDX-License-Identifier: MIT */
/* What is printed is another tree, in which a number stands as a name that looks like it. */
#include "formula/substitute.h"

#include "formula/tree-values.h"

#include <math.h>
#include <string.h>

#define MINUS  "\342\210\222"
#define LONG   44u /* characters that stand in one line with their result */
#define LARGER 1e5
#define LESSER 1e-3

typedef struct
{
  const LabFormula *formula;
  LabTreeValues *values;
  LabTree *tree;     /* owns what is printed */
  GHashTable *about; /* of %About of each expression, plus 1 */
  GHashTable *named; /* definitions that have a line */
  GPtrArray *lines;
} Work;

/* ---- numbers ---- */

static guint
decimals_of (double size)
{
  const double from_one = 1.0 - size;

  if (from_one > 0.0 && from_one < 0.1)
    return (guint) CLAMP (ceil (-log10 (from_one)) + 1.0, 3.0, 6.0);
  return (guint) MAX (2.0 - floor (log10 (size)), 0.0);
}

/* Without a sign. */
static char *
size_text (double number)
{
  const double size = fabs (number);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE], format[8];
  char *zero;

  if (isnan (size))
    return g_strdup ("NaN");
  if (isinf (size))
    return g_strdup ("∞");
  if (size < 1e4 && !(size > floor (size)))
    return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.0f", size));
  if (size >= LARGER || size < LESSER)
    {
      g_ascii_formatd (buffer, sizeof buffer, "%.2e", size);
      /* 2.1e-4, not 2.1e-04 */
      zero = strchr (buffer, 'e') + 2;
      if (*zero == '0')
        memmove (zero, zero + 1, strlen (zero));
      return g_strdup (buffer);
    }
  g_snprintf (format, sizeof format, "%%.%uf", decimals_of (size));
  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, format, size));
}

static gboolean
is_negative (double number)
{
  return number < 0.0;
}

char *
lab_substitute_number (double number)
{
  g_autofree char *size = size_text (number);

  return g_strconcat (is_negative (number) ? MINUS : "", size, NULL);
}

/* ---- values ---- */

static double
number_of (Work *self, const LabExpression *expression)
{
  return lab_tree_values_get (self->values, expression)->at[0];
}

static gboolean
is_number (Work *self, const LabExpression *expression)
{
  return lab_tree_values_get (self->values, expression)->shape == LAB_SHAPE_SCALAR;
}

/* ---- what an expression is about ---- */

typedef enum
{
  ABOUT_THETA = 1,
  ABOUT_PICTURE = 2,
} About;

static guint
about (Work *self, const LabExpression *expression)
{
  const gpointer known = g_hash_table_lookup (self->about, expression);
  const LabExpression *definition = NULL;
  guint of = 0;

  if (known != NULL)
    return GPOINTER_TO_UINT (known) - 1;
  if (expression->op == LAB_OP_L1 || expression->op == LAB_OP_L2)
    of = ABOUT_THETA;
  else if (expression->op == LAB_OP_NAME)
    {
      definition = lab_formula_find (self->formula, expression->name);
      if (definition != NULL)
        of = about (self, definition);
      else if ((lab_inputs[MIN (lab_input_find (expression->name), LAB_N_INPUTS - 1)].shape
                & LAB_SHAPE_B)
                   != 0
               && lab_input_find (expression->name) != LAB_N_INPUTS)
        of = ABOUT_PICTURE;
    }
  else
    for (guint i = 0; i < expression->n; i++)
      of |= about (self, expression->args[i]);
  g_hash_table_insert (self->about, (gpointer) expression, GUINT_TO_POINTER (of + 1));
  return of;
}

/* Whether this is a penalty alone, which is none of the picture's. */
static gboolean
is_penalty (Work *self, const LabExpression *expression)
{
  return about (self, expression) == ABOUT_THETA;
}

/* ---- with numbers put in ---- */

static LabExpression *
text_node (Work *self, const char *text)
{
  LabExpression *node = lab_tree_add (self->tree, LAB_OP_NAME, (LabSpan){ 0, 0 });

  node->name = g_string_chunk_insert_const (self->tree->names, text);
  return node;
}

static LabExpression *
number_node (Work *self, double number, const char *size)
{
  LabExpression *node = text_node (self, size);
  g_autofree char *wrapped = NULL;

  if (!is_negative (number))
    return node;
  wrapped = g_strdup_printf ("(-%s)", size);
  return text_node (self, wrapped);
}

static LabExpression *
value_node (Work *self, double number)
{
  g_autofree char *size = size_text (number);

  return number_node (self, number, size);
}

/* What a person has set has all its digits. */
static LabExpression *
name_node (Work *self, const LabExpression *expression)
{
  const double number = number_of (self, expression);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < self->formula->n_parameters; i++)
    if (g_str_equal (self->formula->parameters[i].name, expression->name))
      return number_node (self, number,
                          g_ascii_formatd (buffer, sizeof buffer, "%.6g", fabs (number)));
  return value_node (self, number);
}

/* What stands for this in a picture's line: a mean of the batch for what it is the mean of, and a
 * sum with a penalty for the rest. */
static const LabExpression *
essence (Work *self, const LabExpression *expression)
{
  const gboolean over_batch = lab_operators[expression->op].reach == LAB_REACH_OVER_BATCH
                              || expression->op == LAB_OP_SUM || expression->op == LAB_OP_MEAN;

  if (over_batch
      && (lab_operators[expression->op].reach == LAB_REACH_OVER_BATCH
          || is_number (self, expression->args[0])))
    return essence (self, expression->args[0]);
  if (expression->op == LAB_OP_ADD && is_penalty (self, expression->args[0]))
    return essence (self, expression->args[1]);
  if ((expression->op == LAB_OP_ADD || expression->op == LAB_OP_SUB)
      && is_penalty (self, expression->args[1]))
    return essence (self, expression->args[0]);
  return expression;
}

static LabExpression *
substitute (Work *self, const LabExpression *of)
{
  const LabExpression *expression = essence (self, of);
  LabExpression *node;

  if (expression->op == LAB_OP_L1 || expression->op == LAB_OP_L2
      || (expression->op == LAB_OP_INDEX && is_number (self, expression)))
    return value_node (self, number_of (self, expression));
  if (expression->op == LAB_OP_NAME)
    return is_number (self, expression) ? name_node (self, expression)
                                        : text_node (self, expression->name);
  node = lab_tree_add (self->tree, expression->op, expression->span);
  node->number = expression->number;
  node->n = expression->n;
  for (guint i = 0; i < expression->n; i++)
    node->args[i] = substitute (self, expression->args[i]);
  return node;
}

/* An argument alone, or a first summand, needs no parentheses around its sign. */
static char *
print (Work *self, const LabExpression *expression)
{
  g_autofree char *text = lab_expression_print (substitute (self, expression));
  const gsize length = strlen (text);

  if (g_str_has_prefix (text, "(-") && strchr (text, ')') == text + length - 1)
    return g_strndup (text + 1, length - 2);
  return g_steal_pointer (&text);
}

/* ---- the line between ---- */

typedef struct
{
  Work *work;
  GString *text;
  guint n;
  guint n_worked; /* parts that are more than a number */
  gboolean negative;
} Parts;

static gboolean
is_plain (const LabExpression *expression)
{
  return expression->op == LAB_OP_NUMBER || expression->op == LAB_OP_NAME
         || expression->op == LAB_OP_INDEX;
}

static void
add_factors (Parts *self, const LabExpression *of, gboolean divides)
{
  const LabExpression *expression = essence (self->work, of);
  g_autofree char *size = NULL;
  double number;

  if (expression->op == LAB_OP_NEG)
    {
      self->negative = !self->negative;
      add_factors (self, expression->args[0], divides);
      return;
    }
  if (expression->op == LAB_OP_MUL || expression->op == LAB_OP_DIV)
    {
      add_factors (self, expression->args[0], divides);
      add_factors (self, expression->args[1], divides != (expression->op == LAB_OP_DIV));
      return;
    }
  number = number_of (self->work, expression);
  if (is_negative (number))
    self->negative = !self->negative;
  size = size_text (number);
  g_string_append_printf (self->text, "%s%s",
                          self->n == 0 ? divides ? "1/" : ""
                          : divides    ? "/"
                                       : "*",
                          size);
  self->n++;
  self->n_worked += !is_plain (expression);
}

static void
add_terms (Parts *self, const LabExpression *of, gboolean minus)
{
  const LabExpression *expression = essence (self->work, of);
  g_autofree char *size = NULL;
  double number;

  if (expression->op == LAB_OP_ADD || expression->op == LAB_OP_SUB)
    {
      add_terms (self, expression->args[0], minus);
      add_terms (self, expression->args[1], minus != (expression->op == LAB_OP_SUB));
      return;
    }
  number = number_of (self->work, expression);
  size = size_text (number);
  minus = minus != is_negative (number);
  g_string_append_printf (self->text, "%s%s",
                          self->n == 0 ? minus ? "-" : ""
                          : minus      ? " - "
                                       : " + ",
                          size);
  self->n++;
  self->n_worked += !is_plain (expression);
}

/* Returns: (nullable): the numbers of a product's factors, or of a sum's terms. */
static char *
between (Work *self, const LabExpression *of)
{
  const LabExpression *expression = essence (self, of);
  g_autoptr (GString) text = g_string_new (NULL);
  Parts parts = { .work = self, .text = text };

  if (!is_number (self, expression))
    return NULL;
  if (expression->op == LAB_OP_ADD || expression->op == LAB_OP_SUB)
    add_terms (&parts, expression, FALSE);
  else
    add_factors (&parts, expression, FALSE);
  if (parts.n_worked < 2)
    return NULL;
  return g_strconcat (parts.negative ? "-" : "", text->str, NULL);
}

/* ---- lines ---- */

static void
add_line (Work *self, const char *name, const LabExpression *expression, double result)
{
  g_autofree char *text = print (self, expression);
  g_autofree char *number = lab_substitute_number (result);
  g_autofree char *middle = between (self, expression);
  const char *is = name == NULL ? "" : " = ";

  if (name == NULL)
    name = "";
  if (g_str_equal (text, number))
    g_ptr_array_add (self->lines, g_strconcat (name, name[0] == '\0' ? "= " : is, number, NULL));
  else if (middle == NULL && strlen (name) + strlen (is) + strlen (text) + strlen (number) < LONG)
    g_ptr_array_add (self->lines, g_strconcat (name, is, text, " = ", number, NULL));
  else
    {
      g_ptr_array_add (self->lines, g_strconcat (name, is, text, NULL));
      g_ptr_array_add (self->lines, middle == NULL
                                        ? g_strconcat ("= ", number, NULL)
                                        : g_strconcat ("= ", middle, " = ", number, NULL));
    }
}

/* The definitions that are needed, each after those that it needs itself. */
static void
add_definitions (Work *self, const LabExpression *of)
{
  const LabExpression *expression = essence (self, of), *definition = NULL;

  if (expression->op == LAB_OP_NAME)
    definition = lab_formula_find (self->formula, expression->name);
  for (guint i = 0; i < expression->n; i++)
    add_definitions (self, expression->args[i]);
  if (definition == NULL || !g_hash_table_add (self->named, (gpointer) definition))
    return;
  add_definitions (self, definition);
  if (is_number (self, definition))
    add_line (self, expression->name, definition, number_of (self, definition));
  else
    {
      g_autofree char *text = print (self, definition);

      g_ptr_array_add (self->lines, g_strconcat (expression->name, " = ", text, NULL));
    }
}

char **
lab_substitute (const LabFormula *formula, const LabReferenceData *picture, double loss)
{
  const LabExpression *expression = lab_formula_find (formula, "loss");
  Work self = {
    .formula = formula,
    .values = lab_tree_values_new (formula, picture),
    .tree = lab_tree_new (),
    .about = g_hash_table_new (NULL, NULL),
    .named = g_hash_table_new (NULL, NULL),
    .lines = g_ptr_array_new (),
  };

  g_return_val_if_fail (picture->B == 1 && expression != NULL, NULL);
  add_definitions (&self, expression);
  if (!is_number (&self, expression))
    {
      /* a number a class: their mean is taken */
      LabExpression *mean = lab_tree_add (self.tree, LAB_OP_MEAN_CLASSES, expression->span);

      mean->n = 1;
      mean->args[0] = (LabExpression *) expression;
      expression = mean;
    }
  add_line (&self, NULL, expression, loss);
  g_ptr_array_add (self.lines, NULL);
  lab_tree_values_free (self.values);
  g_hash_table_unref (self.about);
  g_hash_table_unref (self.named);
  lab_tree_free (self.tree);
  return (char **) g_ptr_array_free (self.lines, FALSE);
}

using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Access.Actions;

/// <summary>How a set of actions is kept: a column for the first 64, as it always was, and one for the rest, named <c>…High</c>.</summary>
internal static class ActionColumns
{
    public static void HasActions<T>(this EntityTypeBuilder<T> builder, Expression<Func<T, ActionSet>> property)
        where T : class
    {
        var name = ((MemberExpression)property.Body).Member.Name;
        var columns = builder.ComplexProperty(property);
        columns.Ignore(set => set.IsEmpty).Ignore(set => set.Count);
        columns.Property(set => set.Low).HasColumnName(name);
        columns.Property(set => set.High).HasColumnName($"{name}High");
    }
}

using System.Linq.Expressions;
using Breakwater.Server.Access.Grants.Groups;
using Breakwater.Server.Access.Principals;

namespace Breakwater.Server.Devices.Registry;

/// <summary>Which devices a reach is, as a condition that the store evaluates.</summary>
internal static class DevicesInReach
{
    public static Expression<Func<DeviceRecord, bool>> Of(Reach reach, IQueryable<DeviceTagRow> tags)
    {
        var named = reach.Devices.ToArray();
        Expression<Func<DeviceRecord, bool>> within = d => named.Contains(d.Id);
        return reach.Groups.Aggregate(within, (all, rule) => Either(all, OfGroup(rule, tags)));
    }

    private static Expression<Func<DeviceRecord, bool>> OfGroup(GroupRule rule, IQueryable<DeviceTagRow> tags)
    {
        var (model, wanted, count) = (rule.Model, rule.Tags.ToArray(), rule.Tags.Length);
        return d => (model == null || d.Model == model) && tags.Count(t => t.Device == d.Id && wanted.Contains(t.Tag)) == count;
    }

    private static Expression<Func<DeviceRecord, bool>> Either(Expression<Func<DeviceRecord, bool>> one, Expression<Func<DeviceRecord, bool>> other)
    {
        var device = one.Parameters[0];
        return Expression.Lambda<Func<DeviceRecord, bool>>(
            Expression.OrElse(one.Body, new Renaming(other.Parameters[0], device).Visit(other.Body)), device);
    }

    private sealed class Renaming(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : base.VisitParameter(node);
    }
}

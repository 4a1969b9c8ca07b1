using Breakwater.Server.Access.Grounds;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Access.Grants.Groups;

/// <summary>A group at rest.</summary>
internal sealed class GroupRow
{
    /// <summary>Groups in all. Source: a change of a tag looks at each of them.</summary>
    public const int Most = 1000;

    public required string Name { get; init; }

    public string? Model { get; private set; }

    /// <summary>Separated by blanks, in order.</summary>
    public string Tags { get; private set; } = "";

    public required DateTimeOffset CreatedAt { get; init; }

    public GroupRule Rule => new(Name, Model, [.. Tags.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

    /// <summary>Says which devices it has from now on; whoever relies on the group is asked again.</summary>
    public void Change(RevocationScope scope, string? model, IEnumerable<string> tags)
    {
        Model = model;
        Tags = string.Join(' ', tags.Order(StringComparer.Ordinal));
        Changed(scope, Name);
    }

    /// <summary>It has other devices than before, or is no more.</summary>
    public static void Changed(RevocationScope scope, string name)
    {
        scope.Change(Ground.OfGroup(name));
        scope.Change(Ground.OfAnyGroup);
    }

    internal sealed class Mapping : IEntityTypeConfiguration<GroupRow>
    {
        public void Configure(EntityTypeBuilder<GroupRow> builder)
        {
            builder.ToTable("groups");
            builder.HasKey(g => g.Name);
            builder.Property(g => g.Name).HasMaxLength(GroupRule.LongestName);
            builder.Property(g => g.Model).HasMaxLength(GroupRule.LongestModel);
            builder.Property(g => g.Tags).HasMaxLength(GroupRule.MostTags * (TagText.Longest + 1));
            builder.Ignore(g => g.Rule);
        }
    }
}

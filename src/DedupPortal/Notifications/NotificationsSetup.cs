using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DedupPortal.Notifications;

/// <summary>Registers mail. <see cref="MailOptions"/> is bound and validated by the program.</summary>
public static class NotificationsSetup
{
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.AddSingleton<IMailSender>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<MailOptions>>();
            return options.Value.Host.Length > 0
                ? new SmtpMailSender(options)
                : new FileMailSender(options, provider.GetRequiredService<TimeProvider>());
        });
        return services;
    }
}
